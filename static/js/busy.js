// A form is sent once, however often its button is pressed.

const AGAIN = 10000;

export default function busy(form) {
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) {
      event.preventDefault();
      return;
    }
    sent = true;
    form.setAttribute("aria-busy", "true");
    // Another module may still stop the form; a download leaves the page where it is.
    setTimeout(() => { if (event.defaultPrevented) again(); }, 0);
    setTimeout(again, AGAIN);
  });
  // Back and forward show the page as it was left: the form must work again.
  window.addEventListener("pageshow", again);

  function again() {
    sent = false;
    form.removeAttribute("aria-busy");
  }
}
