// Single letters as keys can be turned off, for those who speak to their machine; this browser remembers.

const KEPT = "keys-off";

export function areOff() {
  try { return localStorage.getItem(KEPT) === "1"; } catch { return false; }
}

export function turn(off) {
  try { localStorage.setItem(KEPT, off ? "1" : ""); } catch { /* it holds for this page */ }
  document.dispatchEvent(new CustomEvent("capacity:letters", { detail: { off } }));
}

// The Latin letter of the key that was pressed, whatever alphabet the keyboard writes just now.
export function letterOf(event) {
  const latin = /^[a-z]$/i.test(event.key) ? event.key : /^Key([A-Z])$/.exec(event.code)?.[1];
  return latin?.toLowerCase();
}

export default function letters(button) {
  let off = areOff();
  button.hidden = false;
  button.addEventListener("click", () => turn(!off));
  document.addEventListener("capacity:letters", (event) => { off = event.detail.off; say(); });
  say();

  function say() {
    button.textContent = off ? button.dataset.off : button.dataset.on;
    button.setAttribute("aria-pressed", String(!off));
  }
}
