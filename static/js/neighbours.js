// From one file to the next by keyboard: J and K, and the arrows of the reading direction. What was typed and not saved
// is not left behind unasked. The letters can be turned off, for those who speak to their machine.

import { areOff, letterOf, turn } from "./letters.js";

const TEXT = "input:not([type=radio], [type=checkbox], [type=submit], [type=button]), textarea, select, [contenteditable]";
const ARROWS = "input[type=radio], input[type=checkbox], [tabindex='0']";  // these have a use of their own for them

export default function neighbours(element) {
  const ways = { next: element.querySelector("[rel=next]"), before: element.querySelector("[rel=prev]") };
  const button = element.querySelector("[data-keys]");
  const rightToLeft = document.documentElement.dir === "rtl";
  const arrows = rightToLeft ? { ArrowLeft: "next", ArrowRight: "before" } : { ArrowRight: "next", ArrowLeft: "before" };
  const letters = { j: "next", k: "before" };
  let off = areOff();

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.target.closest(TEXT) || event.target.closest("dialog")) return;
    const arrow = event.target.closest(ARROWS) ? undefined : arrows[event.key];
    const way = ways[arrow || (!off && letters[letterOf(event)])];
    if (!way) return;
    event.preventDefault();
    way.click();
  });

  button.hidden = false;
  button.addEventListener("click", () => turn(!off));
  document.addEventListener("capacity:letters", (event) => { off = event.detail.off; say(); });
  say();
  guard(document.querySelector("form#screening"));

  function say() {
    button.textContent = off ? element.dataset.off : element.dataset.on;
    button.setAttribute("aria-pressed", String(!off));
  }
}

function guard(form) {
  if (!form) return;
  let touched = false;
  form.addEventListener("input", () => { touched = true; });
  form.addEventListener("submit", () => { touched = false; });
  window.addEventListener("beforeunload", (event) => { if (touched) event.preventDefault(); });
}
