// Says under an answer, as soon as it is written, that it lies out of its bounds or is not written as it has to be: also
// without a line. The answer stays; the server says the same when it keeps it.

export default function limits(question) {
  const words = JSON.parse(question.dataset.wrong);
  const field = question.querySelector("input:not([type=hidden])");
  const note = question.querySelector("[data-note]");

  function wrong() {
    const { rangeUnderflow, rangeOverflow, typeMismatch, patternMismatch } = field.validity;
    if (rangeUnderflow) return words.under;
    if (rangeOverflow) return words.over;
    return typeMismatch || patternMismatch ? words.form : "";
  }

  function say(found) {
    note.textContent = found || "";
    note.hidden = !found;
  }

  if (field.value) say(wrong()); // kept as it is until it is put right
  field.addEventListener("change", () => say(wrong()));
  field.addEventListener("capacity:put", () => say(wrong()));
  // Nobody is told off in the middle of a word; what is right again is not complained of any longer.
  field.addEventListener("input", () => { if (!note.hidden) say(wrong()); });
}
