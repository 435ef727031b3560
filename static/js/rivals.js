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
    const text = side.querySelector("[data-text]");
    text.textContent = texts[side.dataset.side];
    text.classList.toggle("muted", !texts[side.dataset.side]);
    if (!texts[side.dataset.side]) text.textContent = place.querySelector("[data-nothing]").textContent;
    side.querySelector("button").addEventListener("click", () => choose(side.dataset.side === "mine"));
  }
  place.querySelector("[data-by]").textContent = by;
  place.hidden = false;
  return place;
}

export function hideRivals(question) {
  const place = question.querySelector("[data-rivals]");
  place.hidden = true;
  place.replaceChildren();
}
