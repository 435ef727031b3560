// On a phone the rows of a wide table are read one under the other: each cell says which column it is of.
// The table stays a table for whoever hears it; without this it is read sideways.

const ROLES = [["table", "table"], ["thead, tbody", "rowgroup"], ["tr", "row"], ["thead th", "columnheader"], ["tbody th", "rowheader"], ["td", "cell"]];

export default function stack(frame) {
  const table = frame.querySelector("table");
  if (!table?.tHead || table.querySelector("[rowspan], [colspan]")) return;
  const labels = [...table.tHead.rows[0].cells].map((cell) => (cell.querySelector("input") ? "" : cell.textContent.trim()));
  for (const row of table.tBodies[0].rows) {
    [...row.cells].forEach((cell, place) => { if (labels[place] && cell.tagName === "TD") cell.dataset.label = labels[place]; });
  }
  for (const [what, role] of ROLES) {
    for (const part of frame.querySelectorAll(what)) part.setAttribute("role", role);
  }
  table.classList.add("rows--stack");
}
