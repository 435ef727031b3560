// Selecting rows: all at once, how many, and which rows are picked.

export default function bulk(form) {
  const all = form.querySelector("[data-all]");
  const ones = [...form.querySelectorAll("[data-one]")];
  const everything = form.querySelector("[data-everything]");
  const figure = form.querySelector("[data-count]");
  const bar = form.querySelector(".bulk");
  const buttons = [...form.querySelectorAll(".bulk button[type=submit]")];
  const before = figure.textContent;

  function show() {
    const picked = ones.filter((one) => one.checked);
    for (const one of ones) one.closest("tr").classList.toggle("is-picked", one.checked);
    figure.textContent = picked.length ? figure.dataset.count.replace("{count}", picked.length) : before;
    const ready = picked.length > 0 || everything?.checked;
    bar.classList.toggle("is-idle", !ready);
    for (const button of buttons) button.setAttribute("aria-disabled", ready ? "false" : "true");
    if (!all) return;
    all.checked = picked.length > 0 && picked.length === ones.length;
    all.indeterminate = picked.length > 0 && picked.length < ones.length;
  }

  all?.addEventListener("change", () => {
    for (const one of ones) one.checked = all.checked;
    show();
  });
  form.addEventListener("change", show);
  form.addEventListener("submit", (event) => {
    if (everything?.checked || ones.some((one) => one.checked)) return;
    event.preventDefault();
    (all ?? ones[0])?.focus();
  });
  show();
}
