// What a person answered to a question of the form: read from its fields, put into them, said in words.

function fields(question) {
  return [...question.querySelectorAll("input:not([type=hidden]), textarea, select")].filter((one) => !one.closest("[data-rivals]"));
}

export function valueOf(question) {
  const all = fields(question);
  const ticked = all.filter((field) => field.checked).map((field) => field.value);
  if (question.dataset.kind === "several_choices") return ticked;
  if (all[0].type === "checkbox") return all[0].checked;
  if (all[0].type === "radio") return ticked[0] || "";
  return all[0].value;
}

export function putValue(question, value) {
  for (const field of fields(question)) {
    if (field.type === "radio" || field.type === "checkbox") field.checked = ticks(value).includes(field.value);
    else field.value = value ?? "";
    field.dispatchEvent(new CustomEvent("capacity:put", { bubbles: true }));
  }
}

// As somebody reads it: a text as it is, a choice by its label.
export function wordsOf(question, value) {
  const chosen = fields(question).filter((field) => field.type === "radio" || field.type === "checkbox");
  if (!chosen.length) return Array.isArray(value) ? value.flat().join(" · ") : String(value ?? "");
  return chosen.filter((field) => ticks(value).includes(field.value)).map(labelOf).join(" · ");
}

export function same(one, other) {
  return JSON.stringify(plain(one)) === JSON.stringify(plain(other));
}

function ticks(value) {
  return value === true ? ["yes", "y"] : value === false ? ["no"] : [].concat(value ?? []).map(String);
}

function labelOf(field) {
  return field.labels?.[0]?.textContent.trim() || field.value;
}

// The server leaves out blanks around a text, and keeps no answer as nothing at all.
function plain(value) {
  if (typeof value === "string") return value.replaceAll("\r\n", "\n").trim() || null;
  if (typeof value === "number") return String(value);
  if (value === false || (Array.isArray(value) && value.length === 0)) return null;
  return value ?? null;
}
