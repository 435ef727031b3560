// Counts words, characters or ticked choices while one writes or ticks; says it aloud only after a pause.

const PAUSE = 900;

const count = {
  // A word stands between blanks and holds a letter or a digit, as capacity/core/wordcount.py counts.
  words: ({ value }) => value.split(/[\s\u0085]+/u).filter((piece) => /(?!\u0640)[\p{L}\p{N}]/u.test(piece)).length,
  characters: ({ value }) => [...value].length,
  choices: (group) => group.querySelectorAll("input:checked").length,
};

export default function counter(line) {
  const field = document.getElementById(line.dataset.for);
  const figure = line.querySelector("b");
  const extra = line.querySelector("[data-extra]");
  const say = line.parentElement.querySelector("[data-say]");
  const limit = Number(line.dataset.limit);
  let pause;

  function show(aloud = true) {
    const found = count[line.dataset.unit](field);
    const over = Math.max(0, found - limit);
    figure.textContent = found;
    extra.textContent = over ? ` – ${line.dataset.over.replace("{extra}", over)}` : "";
    line.classList.toggle("count-words--over", over > 0);
    clearTimeout(pause);
    if (aloud) pause = setTimeout(() => { say.textContent = line.textContent; }, PAUSE);
  }

  if (!field) return;
  show(false); // what came back too long says by how much
  field.addEventListener("input", () => show());
  field.addEventListener("capacity:put", () => show(false)); // another text stands there now
}
