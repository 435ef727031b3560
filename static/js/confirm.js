// Asks once more before an act that cannot be undone.

export default function confirm(button) {
  button.addEventListener("click", (event) => {
    if (!window.confirm(button.dataset.confirm)) event.preventDefault();
  });
}
