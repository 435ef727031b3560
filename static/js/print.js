// Shows a button that prints the page, or keeps it as a PDF where the browser can.

export default function print(button) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
