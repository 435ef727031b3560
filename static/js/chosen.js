// Browsers without :has() are told which choices are taken.

export default function chosen() {
  document.addEventListener("change", ({ target }) => {
    const label = target.closest(".choice, .marks label");
    const group = label?.closest("fieldset, .field");
    if (!group) return;
    for (const one of group.querySelectorAll(".choice, label")) {
      const input = one.querySelector("input");
      if (input) one.classList.toggle("is-checked", input.checked);
    }
  });
}
