// Puts the lines of a list in another order: by dragging the handle, with the arrow keys on it, or with the buttons,
// without the page being made anew. Without it the buttons send their form. The lists of pages share their lines: past an
// end of one, a line goes on to the list beside it.

const LIST = "[data-module~=order]";
const ENDS = ["pointerup", "pointercancel"];
const EDGE = 96; // the head of the page stands in it
const STEP = 8; // pixels in a frame

export default function order(list) {
  for (const line of linesOf(list)) {
    const [handle, form] = [own(line, "[data-handle]"), own(line, "form[data-order]")];
    if (!handle || !form) continue;
    handle.hidden = false;
    handle.addEventListener("pointerdown", (event) => { if (event.button === 0) drag(line, handle, event); });
    handle.addEventListener("keydown", (event) => {
      const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (!by) return;
      event.preventDefault();
      move(line, by, handle);
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      move(line, event.submitter?.value === "up" ? -1 : 1, event.submitter);
    });
  }
}

function listOf(element) {
  return element.parentElement.closest(LIST);
}

// Lists may hold lists: what belongs to an inner one is not this one's.
function linesOf(list) {
  return [...list.querySelectorAll("[data-line]")].filter((line) => listOf(line) === list);
}

// The lists among which its lines move, as they stand on the page.
function around(list) {
  return list.dataset.page ? [...document.querySelectorAll(`${LIST}[data-page]`)] : [list];
}

function own(line, what) {
  return [...line.querySelectorAll(what)].find((found) => found.closest("[data-line]") === line);
}

function move(line, by, focused) {
  const back = placeOf(line);
  const list = listOf(line);
  const [all, lists] = [linesOf(list), around(list)];
  const target = all[all.indexOf(line) + by];
  const beside = lists[lists.indexOf(list) + by];
  if (target && by < 0) target.before(line);
  else if (target) target.after(line);
  else if (beside) enter(beside, line, by > 0);
  else return;
  settle(line, back);
  if (focused && !focused.hidden) focused.focus();
  else own(line, "[data-handle]").focus();
}

// Into a list that may be empty, as its first or its last.
function enter(list, line, first) {
  const none = list.querySelector("[data-none]");
  if (first) none.parentElement.prepend(line);
  else none.before(line);
  offer();
}

function placeOf(line) {
  const next = line.nextElementSibling;
  const parent = line.parentElement;
  return () => parent.insertBefore(line, next);
}

function drag(line, handle, start) {
  const back = placeOf(line);
  const before = line.nextElementSibling;
  let at = start.clientY;
  let frame = requestAnimationFrame(step);
  start.preventDefault();
  line.classList.add("is-held");

  // A hand that rests at an edge sends nothing: the list moves on under it all the same.
  function step() {
    if (roll(line, at)) pass(line, at);
    frame = requestAnimationFrame(step);
  }

  function follow(event) {
    at = event.clientY;
    pass(line, at);
  }

  function escape(event) {
    if (event.key === "Escape") drop(event);
  }

  // What the hand did not end itself, as a call that comes in, moves nothing.
  function drop(event) {
    cancelAnimationFrame(frame);
    window.removeEventListener("pointermove", follow);
    window.removeEventListener("keydown", escape);
    for (const end of ENDS) window.removeEventListener(end, drop);
    if (event.type !== "pointerup") back();
    offer();
    handle.focus({ preventScroll: true });
    line.classList.remove("is-held");
    if (line.nextElementSibling !== before) settle(line, back);
  }

  // The window listens, as a handle that moves with its line loses what it had captured.
  window.addEventListener("pointermove", follow);
  window.addEventListener("keydown", escape);
  for (const end of ENDS) window.addEventListener(end, drop);
}

// The line that is held goes where the hand is: beside the line under it, or into the page of the form under it.
function pass(line, y) {
  const lists = around(listOf(line));
  const over = lists.flatMap(linesOf).find((one) => one !== line && within(one, y));
  if (over) {
    const { top, height } = over.getBoundingClientRect();
    if (y < top + height / 2) over.before(line);
    else over.after(line);
    offer();
    return;
  }
  const other = lists.find((list) => list !== listOf(line) && within(list.closest("[data-line]") ?? list, y));
  if (other) enter(other, line, y < other.getBoundingClientRect().bottom);
}

function within(element, y) {
  const { top, bottom } = element.getBoundingClientRect();
  return y > top && y < bottom;
}

// Lists that are longer than the screen move on where a line is dragged to an edge, at once, up to their own end. Whether
// they did.
function roll(line, y) {
  const from = window.scrollY;
  const lists = around(listOf(line));
  const up = y < EDGE && lists[0].getBoundingClientRect().top < EDGE;
  const down = y > window.innerHeight - EDGE && lists.at(-1).getBoundingClientRect().bottom > window.innerHeight - EDGE;
  if (up || down) window.scrollBy({ top: up ? -STEP : STEP, behavior: "instant" });
  return window.scrollY !== from;
}

async function settle(line, back) {
  offer();
  const list = listOf(line);
  const all = linesOf(list);
  const form = own(line, "form[data-order]");
  const body = new URLSearchParams(new FormData(form));
  body.set("place", all.indexOf(line));
  if (list.dataset.page) body.set("page", list.dataset.page);
  let refused = "";
  let stands = true;
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    const said = await answer.json();
    if (!answer.ok || answer.redirected) refused = said.error || list.dataset.failed;
    else stands = follows(list, said.order.map(String));
  } catch {
    refused = list.dataset.failed;
  }
  if (refused) {
    back();
    offer();
  }
  if (!refused && !stands) refused = list.dataset.changed;
  const words = list.dataset.moved.replace("{name}", form.dataset.name).replace("{place}", all.indexOf(line) + 1).replace("{all}", all.length);
  tell(listOf(line), refused || words, refused);
}

// What came of it on the desk: another person may have moved lines too. False when they added some, or took some away.
function follows(list, order) {
  const all = linesOf(list);
  if (all.map((line) => line.dataset.line).join() === order.join()) return true;
  const known = new Map(all.map((line) => [line.dataset.line, line]));
  const start = document.createComment("");
  all[0].before(start);
  for (const id of order) if (known.has(id)) start.before(known.get(id));
  start.remove();
  offer();
  return order.length === all.length && order.every((id) => known.has(id));
}

// The first of all goes no higher and the last no lower; a list that has none says so.
function offer() {
  for (const list of document.querySelectorAll(LIST)) {
    const [all, lists] = [linesOf(list), around(list)];
    all.forEach((one, place) => {
      const form = own(one, "form[data-order]");
      if (!form) return;
      form.querySelector("[value=up]").hidden = place === 0 && list === lists[0];
      form.querySelector("[value=down]").hidden = place === all.length - 1 && list === lists.at(-1);
    });
    const none = list.querySelector("[data-none]");
    if (none && listOf(none) === list) none.hidden = all.length > 0;
  }
}

// Who sees the list sees that it moved; who does not is told. What was refused everybody reads.
function tell(list, words, refused) {
  for (const one of around(list)) {
    const say = [...one.querySelectorAll("[data-say]")].find((place) => listOf(place) === one);
    say.textContent = one === list ? words : "";
    say.classList.toggle("visually-hidden", one !== list || !refused);
    say.classList.toggle("field__error", one === list && Boolean(refused));
  }
}
