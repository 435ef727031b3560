// Shows one more row of a small table at a time. Without it each saving shows one more than was written.

export default function table(group) {
  const rows = [...group.querySelectorAll("[data-row]")];
  const button = group.querySelector("[data-add]");
  if (!button) return;

  group.addEventListener("capacity:put", fit);
  button.addEventListener("click", () => {
    const next = rows.find((row) => row.hidden);
    next.hidden = false;
    next.querySelector("input").focus();
    offer();
  });
  offer();

  // Rows that something was put into from elsewhere are shown.
  function fit() {
    for (const row of rows) if ([...row.querySelectorAll("input")].some((cell) => cell.value)) row.hidden = false;
    offer();
  }

  function offer() {
    button.hidden = !rows.some((row) => row.hidden);
  }
}
