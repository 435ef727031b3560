"""What axe finds on one page after another of the same site, without measuring the same letters again and again.

Nine tenths of what axe does on a page is to measure how letters stand out from their ground. Pages of one site are of
the same components: letters of a colour, size and weight on grounds that passed once on a screen pass on all its pages.
Everything else is looked for on each page as ever. A browser that is given axe beforehand is not sent it for each page.
"""

from __future__ import annotations

from collections.abc import Iterator

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import BrowserContext, Page

_EXAMINE = """async (passed) => {
  const grounds = new Map();
  const ground = (element) => {
    if (element === null) return "";
    if (!grounds.has(element)) {
      const s = getComputedStyle(element);
      const own = [s.backgroundColor, s.backgroundImage, s.opacity, s.filter, s.mixBlendMode, s.position].join(" ");
      const under = ground(element.parentElement);
      const plain = /^rgba\\(0, 0, 0, 0\\) none 1 none normal (static|relative)$/.test(own);
      grounds.set(element, plain ? under : `${own}/${under}`);
    }
    return grounds.get(element);
  };
  const kind = (element) => {
    const s = getComputedStyle(element);
    const idle = element.closest("[disabled], [aria-disabled=true]") !== null;
    return [s.color, s.fontSize, s.fontWeight, s.textShadow, element.tagName, idle, ground(element)].join("|");
  };
  const speaks = (element) =>
    /^(INPUT|SELECT|TEXTAREA|BUTTON)$/.test(element.tagName) ||
    [...element.childNodes].some((one) => one.nodeType === Node.TEXT_NODE && one.data.trim() !== "");
  const known = new Set(passed);
  const isSeen = (element) => element.checkVisibility({ visibilityProperty: true });
  const all = [...document.body.querySelectorAll("*")];
  const fresh = all.filter((one) => speaks(one) && isSeen(one) && !known.has(kind(one)));
  const rules = { "color-contrast": { enabled: false } };
  const preload = { assets: ["media"] };  // no rule that runs reads the style sheets, which are long
  const rest = await axe.run({ resultTypes: ["violations"], rules, preload });
  const found = { violations: rest.violations, passed: [] };
  if (fresh.length) {
    for (const one of fresh) one.setAttribute("data-fresh", "");
    axe.configure({ rules: [{ id: "color-contrast", selector: "[data-fresh]" }] });
    const asked = { runOnly: ["color-contrast"], resultTypes: ["violations", "passes"], elementRef: true };
    const measured = await axe.run(asked);
    found.violations.push(...measured.violations);
    found.passed = [...new Set(measured.passes.flatMap((one) => one.nodes.map((node) => kind(node.element))))];
    for (const one of fresh) one.removeAttribute("data-fresh");
  }
  for (const one of found.violations) for (const node of one.nodes) delete node.element;
  return found;
}"""


def bring_axe(context: BrowserContext) -> None:
    """Every page of this browser has axe from its beginning; to send it there takes as long as many a rule."""
    context.add_init_script(AXE_SCRIPT)


class Examiner:
    """Examines the pages of one screen; it remembers which letters on which ground passed."""

    def __init__(self) -> None:
        self._passed: set[str] = set()

    def faults(self, page: Page) -> Iterator[str]:
        """What is wrong with the page: one line for each rule that it breaks."""
        if not page.evaluate("'axe' in window"):
            page.evaluate(AXE_SCRIPT)
        found = page.evaluate(_EXAMINE, sorted(self._passed))
        self._passed.update(found["passed"])
        for broken in found["violations"]:
            nodes = [str(node["target"][0]) for node in broken["nodes"]]
            yield f"axe: {broken['id']} at {', '.join(nodes[:3])} ({broken['help']})"
