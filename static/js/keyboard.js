// Keys that hold on every page: ? shows what the keyboard does, over the page; / goes into the search of a list.
// Without it the link leads to a page that says the same.

import { areOff } from "./letters.js";

const TEXT = "input, textarea, select, [contenteditable], dialog";

export default function keyboard(link) {
  let off = areOff();
  let dialog = null;
  document.addEventListener("capacity:letters", (event) => { off = event.detail.off; });
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    open();
  });
  document.addEventListener("keydown", (event) => {
    if (off || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.target.closest(TEXT)) return;
    const search = event.key === "/" && document.querySelector("main input[type=search]");
    if (search) search.focus();
    else if (["?", "؟"].includes(event.key)) open();
    else return;
    event.preventDefault();
  });

  async function open() {
    dialog ??= await made();
    if (!dialog) location.assign(link.href);
    else if (!dialog.open) dialog.showModal();
  }

  async function made() {
    try {
      const answer = await fetch(`${link.href}?part=1`, { headers: { Accept: "text/html" } });
      if (!answer.ok || answer.redirected) return null;
      const place = document.createElement("dialog");
      place.className = "over";
      place.setAttribute("aria-labelledby", "keys-title");
      place.innerHTML = await answer.text();
      document.body.append(place);
      place.dispatchEvent(new CustomEvent("capacity:new", { bubbles: true }));
      return place;
    } catch {
      return null;
    }
  }
}
