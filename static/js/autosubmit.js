// A list follows its filters as soon as one is chosen with the mouse or by touch. With the keyboard the choice passes
// through every option, so the button stays and the form is sent by it.

export default function autosubmit(form) {
  let keyboard = false;
  form.addEventListener("keydown", () => { keyboard = true; });
  form.addEventListener("pointerdown", () => { keyboard = false; });
  form.addEventListener("change", (event) => {
    if (event.target.matches("select") && !keyboard) form.requestSubmit();
  });
  // Empty answers do not belong into the address of the view.
  form.addEventListener("submit", () => {
    const empty = [...form.elements].filter((one) => one.name && one.value === "");
    for (const one of empty) one.disabled = true;
    setTimeout(() => { for (const one of empty) one.disabled = false; }, 0);
  });
}
