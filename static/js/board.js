// A board whose items can be dragged into columns. The select (or hidden input) inside an item is the truth: dragging
// only chooses in it, choosing in it moves the item, and the form is sent as it would be without script.

export default function board(form) {
  let held = null;

  for (const item of form.querySelectorAll("[data-item]")) {
    item.draggable = true;
    item.addEventListener("dragstart", (event) => {
      held = item;
      item.classList.add("is-held");
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", item.dataset.item);
    });
    item.addEventListener("dragend", () => {
      item.classList.remove("is-held");
      held = null;
    });
    control(item)?.addEventListener("change", () => place(item, columnOf(control(item).value)));
  }

  for (const column of form.querySelectorAll("[data-column]")) {
    const whole = column.closest("[data-board-column]") ?? column; // the heading of a column takes a drop too
    whole.addEventListener("dragover", (event) => {
      if (!held) return;
      event.preventDefault();
      column.classList.add("is-over");
    });
    whole.addEventListener("dragleave", (event) => {
      if (!whole.contains(event.relatedTarget)) column.classList.remove("is-over");
    });
    whole.addEventListener("drop", (event) => {
      event.preventDefault();
      column.classList.remove("is-over");
      if (!held) return;
      const chosen = control(held);
      if (chosen) chosen.value = column.dataset.column;
      place(held, column);
      chosen?.dispatchEvent(new Event("board:moved", { bubbles: true }));
    });
  }
  count();

  function columnOf(value) {
    return [...form.querySelectorAll("[data-column]")].find((column) => column.dataset.column === value);
  }

  function place(item, column) {
    if (!column || item.parentElement === column) return;
    column.append(item);
    count();
  }

  // Columns that say how many items they take (data-places="3") show how many they have.
  function count() {
    for (const column of form.querySelectorAll("[data-column]")) {
      const found = column.querySelectorAll("[data-item]").length;
      const places = Number(column.dataset.places || 0);
      column.classList.toggle("is-full", places > 0 && found === places);
      column.classList.toggle("is-over-full", places > 0 && found > places);
      const figure = column.closest("[data-board-column]")?.querySelector("[data-board-count]");
      if (figure) figure.textContent = found;
    }
  }
}

function control(item) {
  return item.querySelector("select, input[type=hidden][data-choice]");
}
