// Marks by keyboard: inside a criterion 0 to 5 give the mark, a point or comma adds or takes the half, n says that it does
// not apply; j and k go to the next and the previous criterion. Without it the marks are plain radio buttons.

import { areOff, letterOf } from "./letters.js";

const TYPING = "textarea, input:not([type=radio])";

export default function marks(form) {
  const criteria = [...form.querySelectorAll("[data-criterion]")];
  const points = document.querySelector("[data-points]");
  criteria.forEach(told);
  form.addEventListener("change", (event) => told(event.target.closest("[data-criterion]")));
  form.addEventListener("keydown", pressed);
  form.addEventListener("capacity:saved", (event) => {
    if (points && "points" in event.detail) points.textContent = event.detail.points;
  });

  function told(criterion) {
    criterion?.classList.toggle("is-given", Boolean(criterion.querySelector(":checked")));
  }

  function pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches(TYPING)) return;
    const letter = areOff() ? undefined : letterOf(event);
    const here = event.target.closest("[data-criterion]");
    const place = criteria.indexOf(here);
    if (letter === "j" || letter === "k") go(criteria[place + (letter === "j" ? 1 : -1)]);
    else if (here && /^[0-5]$/.test(event.key)) give(here, 2 * Number(event.key));
    else if (here && (event.key === "." || event.key === ",")) half(here);
    else if (here && letter === "n") give(here, "na");
    else return;
    event.preventDefault();
  }

  function half(criterion) {
    const now = Number(criterion.querySelector(":checked")?.value);
    if (Number.isInteger(now)) give(criterion, now % 2 ? now - 1 : Math.min(now + 1, 9));
  }

  function give(criterion, value) {
    const mark = criterion.querySelector(`[type=radio][value="${value}"]`);
    mark.checked = true;
    mark.focus();
    mark.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function go(criterion) {
    if (!criterion) return;
    (criterion.querySelector(":checked") ?? criterion.querySelector("[type=radio]")).focus();
    criterion.scrollIntoView({ block: "nearest" });
  }
}
