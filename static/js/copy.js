// Copies the address of a link; without the right to, the link is simply followed.

const SHOWN = 2500;

export default function copy(link) {
  const words = link.querySelector("span") ?? link;
  const before = words.textContent;
  words.setAttribute("role", "status");
  link.addEventListener("click", (event) => {
    if (!navigator.clipboard) return;
    event.preventDefault();
    navigator.clipboard.writeText(link.href).then(
      () => {
        words.textContent = link.dataset.done;
        setTimeout(() => { words.textContent = before; }, SHOWN);
      },
      () => window.location.assign(link.href),
    );
  });
}
