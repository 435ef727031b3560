// Copies the address of a link; without the right to, the link is simply followed. What was done is said beside it: a live
// region inside a link would take its name away.

const SHOWN = 2500;

export default function copy(link) {
  const words = link.querySelector("span") ?? link;
  const before = words.textContent;
  const said = document.createElement("span");
  said.className = "visually-hidden";
  said.setAttribute("role", "status");
  link.after(said);
  link.addEventListener("click", (event) => {
    if (!navigator.clipboard) return;
    event.preventDefault();
    navigator.clipboard.writeText(link.href).then(
      () => {
        words.textContent = link.dataset.done;
        said.textContent = link.dataset.done;
        setTimeout(() => { words.textContent = before; said.textContent = ""; }, SHOWN);
      },
      () => window.location.assign(link.href),
    );
  });
}
