// What a person answered to a question of the form: read from its fields, put into them, said in words.

function fields(question) {
  return [...question.querySelectorAll("input:not([type=hidden]), textarea, select")].filter((one) => !one.closest("[data-rivals]"));
}

export function valueOf(question) {
  const all = fields(question);
  const ticked = all.filter((field) => field.checked).map((field) => field.value);
  if (question.dataset.kind === "several_choices") return ticked;
  if (isTable(question)) return rowsOf(question).map((row) => Object.fromEntries(row.map((cell) => [cell.dataset.column, cell.value])));
  if (all[0].type === "checkbox") return all[0].checked;
  if (all[0].type === "radio") return ticked[0] || "";
  return all[0].value;
}

export function putValue(question, value) {
  if (isTable(question)) {
    rowsOf(question).forEach((row, place) => row.forEach((cell) => { cell.value = value?.[place]?.[cell.dataset.column] ?? ""; }));
    question.querySelector("fieldset").dispatchEvent(new CustomEvent("capacity:put", { bubbles: true }));
    return;
  }
  for (const field of fields(question)) {
    if (field.type === "radio" || field.type === "checkbox") field.checked = ticks(value).includes(field.value);
    else field.value = value ?? "";
    field.dispatchEvent(new CustomEvent("capacity:put", { bubbles: true }));
  }
}

// As somebody reads it: a text as it is, a choice by its label, a table row by row.
export function wordsOf(question, value) {
  if (isTable(question)) return (plain(value) || []).map((row) => Object.values(row).join(" · ")).join("\n");
  const chosen = fields(question).filter((field) => field.type === "radio" || field.type === "checkbox");
  if (!chosen.length) return String(value ?? "");
  return chosen.filter((field) => ticks(value).includes(field.value)).map(labelOf).join(" · ");
}

export function same(one, other) {
  return JSON.stringify(plain(one)) === JSON.stringify(plain(other));
}

function isTable(question) {
  return question.dataset.kind === "table";
}

function rowsOf(question) {
  return [...question.querySelectorAll("[data-row]")].map((row) => [...row.querySelectorAll("[data-column]")]);
}

// The values that an answer ticks.
export function ticks(value) {
  return value === true ? ["yes", "y"] : value === false ? ["no"] : [].concat(value ?? []).map(String);
}

function labelOf(field) {
  return field.labels?.[0]?.textContent.trim() || field.value;
}

// The server leaves out blanks around a text and rows without anything, and keeps no answer as nothing at all.
function plain(value) {
  if (typeof value === "string") return value.replaceAll("\r\n", "\n").trim() || null;
  if (typeof value === "number") return String(value);
  if (Array.isArray(value)) {
    const rows = value.map((one) => (one && typeof one === "object" ? cellsOf(one) : one)).filter((one) => one !== null);
    return rows.length ? rows : null;
  }
  return value || null;
}

function cellsOf(row) {
  const cells = Object.entries(row).map(([key, cell]) => [key, plain(cell)]).filter(([, cell]) => cell !== null);
  return cells.length ? Object.fromEntries(cells) : null;
}
