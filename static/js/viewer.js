// A document beside what is said of it: a link marked data-view, wherever it stands on the page, opens in the pane.
// On a wide screen the first document is open from the start. Without this, each link leads to the document's own page.

export default function viewer(root) {
  const pane = root.querySelector("[data-pane]");
  const back = root.querySelector("[data-back]");
  let shown = null;

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-view]");
    if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    open(link, true);
  });
  const first = root.querySelector("a[data-view]");
  if (first && matchMedia("(min-width: 62rem)").matches) open(first, false);

  async function open(link, asked) {
    shown = link.href;
    for (const one of document.querySelectorAll("a[data-view]")) {
      if (one.href === shown) one.setAttribute("aria-current", "true");
      else one.removeAttribute("aria-current");
    }
    pane.hidden = false;
    if (back) back.hidden = !asked || root.contains(link);
    pane.textContent = root.dataset.wait;
    if (asked) pane.scrollIntoView({ block: "start" });
    const address = new URL(shown);
    address.searchParams.set("part", "1");
    const said = await fetched(address);
    if (shown !== link.href) return;
    if (said === null) {
      pane.textContent = root.dataset.failed;
      return;
    }
    pane.innerHTML = said;
    noted(pane.querySelector("[data-note]"));
    pane.dispatchEvent(new CustomEvent("capacity:new", { bubbles: true }));
    turning(pane.querySelector("[data-sheets]"), pane.querySelector("[data-place]"));
    if (asked) pane.querySelector("[data-sheets]").focus({ preventScroll: true });
  }

  // What the list says of a file beside its name stands in the pane, so that the list is short.
  function noted(note) {
    const line = [...root.querySelectorAll("a[data-view]")].find((one) => one.href === shown);
    const said = [...(line?.querySelectorAll("[data-said]") ?? [])].map((one) => one.textContent.trim());
    note.textContent = said.join(" · ");
  }

  function turning(sheets, place) {
    const pages = [...sheets.querySelectorAll("img")];
    if (!place) return;
    tell();
    sheets.addEventListener("scroll", tell, { passive: true });
    for (const button of pane.querySelectorAll("[data-turn]")) {
      button.addEventListener("click", () => {
        const page = pages[here() + Number(button.dataset.turn)];
        if (page) sheets.scrollTop += page.getBoundingClientRect().top - sheets.getBoundingClientRect().top;
      });
    }

    // The page that fills the middle of the pane.
    function here() {
      const middle = sheets.getBoundingClientRect().top + sheets.clientHeight / 3;
      const place = pages.findIndex((page) => page.getBoundingClientRect().bottom > middle);
      return place < 0 ? pages.length - 1 : place;
    }

    function tell() {
      const words = pages[here()].alt;
      if (place.textContent !== words) place.textContent = words;
    }
  }
}

async function fetched(address) {
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    return answer.ok && !answer.redirected ? await answer.text() : null;
  } catch {
    return null;
  }
}
