"""What axe finds on one page after another of the same site, without measuring the same letters again and again.

Most of what axe does on a page is to measure how letters stand out from their ground. Pages of one site are of the same
components: letters of a colour, size and weight on grounds that passed once on a screen pass on all its pages, and a
few of them tell of the others beside them. On a ground of several colours axe measures none, and is not asked again.
Everything else is looked for on each page as ever. A browser that is given axe beforehand is not sent it for each page.

Which letters are measured is told here: axe itself takes a script whose letters join, as those of Arabic do, for
pictures drawn by a font of icons, and leaves them out.
"""

from __future__ import annotations

from collections.abc import Iterator

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import BrowserContext, Page

_EXAMINE = """async ([passed, whole]) => {
  const IDLE = "[disabled], [aria-disabled=true]";
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
    return [s.color, s.fontSize, s.fontWeight, s.textShadow, element.tagName, ground(element)].join("|");
  };
  const WORDLESS = ["hidden", "range", "color", "checkbox", "radio", "image", "file"];
  const speaks = (element) =>
    /^(INPUT|SELECT|TEXTAREA)$/.test(element.tagName)
      ? !WORDLESS.includes(element.type)
      : element.tagName !== "OPTION" &&
        [...element.childNodes].some((one) => one.nodeType === Node.TEXT_NODE && one.data.trim() !== "");
  const isIdle = (element) => {
    const named = element.closest("[id]");
    const labelled = named && document.querySelector(`[aria-labelledby~="${CSS.escape(named.id)}"]`);
    return [element, element.closest("label")?.control, labelled].some((one) => one?.closest(IDLE));
  };
  const known = new Set(passed);
  const isSeen = (element) => element.checkVisibility({ visibilityProperty: true });
  const all = [...document.body.querySelectorAll("*")].filter((one) => speaks(one) && isSeen(one));
  const met = new Map();
  const isOneMore = (one) => {
    const times = (met.get(kind(one)) ?? 0) + 1;
    met.set(kind(one), times);
    return times <= 5;
  };
  const fresh = all.filter((one) => !known.has(kind(one)) && !isIdle(one) && isOneMore(one));
  if (!whole && !fresh.length) return { violations: [], passed: [] };
  const told = (results) => {
    const measured = results.find((one) => one.id === "color-contrast");
    const stoodOut = measured.passes.filter((one) => one.any.some((check) => check.data?.contrastRatio));
    const never = measured.incomplete.filter((one) => one.any.some((check) => check.data?.messageKey === "bgGradient"));
    const broken = results.filter((one) => one.violations.length);
    const violations = broken.map((one) => {
      return { id: one.id, help: one.help, places: one.violations.map((found) => String(found.node.selector)) };
    });
    return { violations, passed: [...new Set([...stoodOut, ...never].map((one) => kind(one.node.element)))] };
  };
  axe.addReporter("told", (results, _options, done) => done(told(results)));
  const contrast = { id: "color-contrast", selector: "[data-fresh]", matches: () => true };
  axe.configure({ noHtml: true, rules: [contrast] });
  for (const one of fresh) one.setAttribute("data-fresh", "");
  const preload = { assets: ["media"] };  // no rule that runs reads the style sheets, which are long
  const runOnly = whole ? undefined : ["color-contrast"];
  const found = await axe.run({ reporter: "told", preload, runOnly });
  for (const one of fresh) one.removeAttribute("data-fresh");
  return found;
}"""


def bring_axe(context: BrowserContext) -> None:
    """Every page of this browser has axe from its beginning; to send it there takes as long as many a rule."""
    context.add_init_script(AXE_SCRIPT)


class Examiner:
    """Examines the pages of one screen; it remembers which letters on which ground passed."""

    def __init__(self) -> None:
        self._passed: set[str] = set()

    def faults(self, page: Page, *, whole: bool = True) -> Iterator[str]:
        """What is wrong with the page: one line for each rule that it breaks.

        A page that is examined as a ``whole`` on another screen is looked at here for its letters, and whether they
        stand out.
        """
        if not page.evaluate("'axe' in window"):
            page.evaluate(AXE_SCRIPT)
        found = page.evaluate(_EXAMINE, [sorted(self._passed), whole])
        self._passed.update(found["passed"])
        for broken in found["violations"]:
            yield f"axe: {broken['id']} at {', '.join(broken['places'][:3])} ({broken['help']})"
