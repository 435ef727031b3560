// On a phone the rows of a wide table are read one under the other: each cell says which column it is of.
// The table stays a table for whoever hears it; without this it is read sideways.

const ROLES = [["table", "table"], ["thead, tbody", "rowgroup"], ["tr", "row"], ["thead th", "columnheader"], ["tbody th", "rowheader"], ["td", "cell"]];

const MANY = 4; // from so many columns on always, of three when they do not fit

export default function stack(frame) {
  const table = frame.querySelector("table");
  if (!table?.tHead || table.querySelector("[rowspan], thead [colspan]")) return;
  const shared = frame.closest("[data-page]"); // its rows move to other tables, where they are read alike
  if (table.tHead.rows[0].cells.length < MANY && !shared && frame.scrollWidth <= frame.clientWidth) return;
  const labels = [...table.tHead.rows[0].cells].map((cell) => (cell.querySelector("input") ? "" : cell.textContent.trim()));
  for (const row of table.tBodies[0].rows) {
    [...row.cells].forEach((cell, place) => {
      if (cell.tagName !== "TD" || cell.colSpan > 1) return; // a line across all columns belongs to none
      if (!cell.children.length && !cell.textContent.trim()) cell.classList.add("is-empty");
      else if (labels[place]) cell.dataset.label = labels[place];
    });
  }
  for (const [what, role] of ROLES) {
    for (const part of frame.querySelectorAll(what)) part.setAttribute("role", role);
  }
  table.classList.add("rows--stack");
}
