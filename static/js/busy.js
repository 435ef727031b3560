// A form is sent once, however often its button is pressed. Judged is what is left of a press when every other module has
// had its say: one that stops the form, and sends it later, stops nothing but that press.

const AGAIN = 10000;

export default function busy(form) {
  let sent = false;
  window.addEventListener("submit", (event) => {
    if (event.target !== form || event.defaultPrevented) return;
    if (sent) {
      event.preventDefault();
      return;
    }
    sent = true;
    form.setAttribute("aria-busy", "true");
    setTimeout(again, AGAIN); // a download leaves the page where it is
  });
  // Back and forward show the page as it was left: the form must work again.
  window.addEventListener("pageshow", again);

  function again() {
    sent = false;
    form.removeAttribute("aria-busy");
  }
}
