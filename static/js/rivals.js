// Two texts for one answer, side by side. Neither goes before one was chosen.

export function showRivals(question, { mine, theirs, by, choose }) {
  const place = question.querySelector("[data-rivals]");
  const template = document.querySelector("template[data-rivals-template]");
  place.replaceChildren(template.content.cloneNode(true));
  const title = place.querySelector("[data-rivals-title]");
  title.id = `rivals-${question.dataset.question}`;
  place.setAttribute("aria-labelledby", title.id);
  const texts = { mine, theirs };
  for (const side of place.querySelectorAll("[data-side]")) {
    write(place, side, texts[side.dataset.side]);
    side.querySelector("button").addEventListener("click", () => choose(side.dataset.side === "mine"));
  }
  place.querySelector("[data-by]").textContent = by;
  place.hidden = false;
  return place;
}

// Whoever writes on before choosing sees what would be kept.
export function sayMine(question, words) {
  const place = question.querySelector("[data-rivals]");
  const side = place.querySelector("[data-side=mine]");
  if (!place.hidden && side?.querySelector("[data-text]")) write(place, side, words);
}

function write(place, side, words) {
  const text = side.querySelector("[data-text]");
  text.textContent = words || place.querySelector("[data-nothing]").textContent;
  text.classList.toggle("muted", !words);
}

export function hideRivals(question) {
  const place = question.querySelector("[data-rivals]");
  place.hidden = true;
  place.replaceChildren();
}
