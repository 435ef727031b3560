// Sends a form to the address in data-autosave a moment after the last change, and says when it was saved. Without it the
// form is saved by its button.

const PAUSE = 1500;

export default function autosave(form) {
  const address = form.querySelector("[data-autosave]");
  const words = form.querySelector("[data-saved]");
  let timer = 0;

  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("submit", () => clearTimeout(timer));

  function later() {
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  }

  async function save() {
    try {
      const answer = await fetch(address.dataset.autosave, {
        method: "POST",
        body: new FormData(form),
        headers: { Accept: "application/json" },
      });
      if (!answer.ok || answer.redirected) return;
      const said = await answer.json();
      words.textContent = said.words;
      form.dispatchEvent(new CustomEvent("capacity:saved", { detail: said }));
    } catch {
      timer = setTimeout(save, PAUSE * 4);
    }
  }
}
