// Hides what the chosen kind of answer has no use for. Without it every field is there, and what is of no use is left aside.

export default function kinds(form) {
  const chosen = form.querySelector("select[name=kind]");
  const parts = [...form.querySelectorAll("[data-kinds]")];

  function fit() {
    for (const part of parts) part.hidden = !part.dataset.kinds.split(" ").includes(chosen.value);
  }

  chosen.addEventListener("change", fit);
  fit();
}
