// A menu closes when one presses Escape, or elsewhere.

export default function menu(details) {
  const summary = details.querySelector("summary");
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !details.open) return;
    details.open = false;
    summary.focus();
  });
  document.addEventListener("click", (event) => {
    if (details.open && !details.contains(event.target)) details.open = false;
  });
}
