// Changing the language keeps what was typed: it is put aside in this tab, and put back once the page speaks the other
// language. Passwords, files and tokens are never kept.

const KEY = "capacity:typed";
const left = new Set(["password", "file", "hidden", "submit", "button"]);

export default function language(form) {
  restore();
  form.addEventListener("submit", (event) => {
    const typed = fields().map((one) => [one.name, one.value, one.type, one.checked ?? false]);
    try {
      sessionStorage.setItem(KEY, JSON.stringify({ path: location.pathname, typed }));
    } catch {
      if (typed.some(([, value]) => value) && !window.confirm(form.dataset.sure)) event.preventDefault(); // nothing is kept here
    }
  });
}

function fields() {
  const all = [...document.querySelectorAll("main :is(input, textarea, select)[name]")];
  // What is kept by the page comes back by itself, and so does the language; what a preview carries along was typed a page
  // before.
  return all.filter((one) => "typed" in one.dataset || (!left.has(one.type) && !("unkept" in one.dataset) && !one.closest("[data-keeps]")));
}

function toggles(field) {
  return field.type === "radio" || field.type === "checkbox";
}

function restore() {
  let kept = null;
  try { kept = sessionStorage.getItem(KEY); } catch { /* nothing is kept here */ }
  if (!kept) return;
  sessionStorage.removeItem(KEY);
  const { path, typed } = JSON.parse(kept);
  if (path !== location.pathname) return;
  const here = fields();
  for (const [name, value, type, checked] of typed) {
    const one = here.find((field) => field.name === name && (!toggles(field) || field.value === value));
    if (!one) continue;
    if (toggles(one)) one.checked = checked || type === "hidden";
    else one.value = value;
    one.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
