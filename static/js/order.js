// Puts the lines of a list in another order: by dragging the handle, with the arrow keys on it, or with the buttons,
// without the page being made anew. Without it the buttons send their form.

const ENDS = ["pointerup", "pointercancel"];
const EDGE = 96; // the head of the page stands in it
const STEP = 8; // pixels in a frame

export default function order(list) {
  const say = [...list.querySelectorAll("[data-say]")].find((place) => mine(place));

  for (const line of lines()) {
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

  function lines() {
    return [...list.querySelectorAll("[data-line]")].filter(mine);
  }

  // Lists may hold lists: what belongs to an inner one is not ours.
  function mine(element) {
    return element.parentElement.closest("[data-module~=order]") === list;
  }

  function own(line, what) {
    return [...line.querySelectorAll(what)].find((found) => found.closest("[data-line]") === line);
  }

  function move(line, by, focused) {
    const all = lines();
    const target = all[all.indexOf(line) + by];
    if (!target) return;
    const back = placeOf(line);
    if (by < 0) target.before(line);
    else target.after(line);
    settle(line, back);
    if (focused && !focused.hidden) focused.focus();
    else own(line, "[data-handle]").focus();
  }

  function placeOf(line) {
    const next = line.nextElementSibling;
    const parent = line.parentElement;
    return () => parent.insertBefore(line, next);
  }

  function drag(line, handle, start) {
    const before = lines().indexOf(line);
    const back = placeOf(line);
    let at = start.clientY;
    let frame = requestAnimationFrame(step);
    start.preventDefault();
    line.classList.add("is-held");

    // A hand that rests at an edge sends nothing: the list moves on under it all the same.
    function step() {
      if (roll(at)) pass();
      frame = requestAnimationFrame(step);
    }

    function follow(event) {
      at = event.clientY;
      pass();
    }

    function pass() {
      const over = lines().find((one) => {
        const { top, bottom } = one.getBoundingClientRect();
        return one !== line && at > top && at < bottom;
      });
      if (!over) return;
      const { top, height } = over.getBoundingClientRect();
      if (at < top + height / 2) over.before(line);
      else over.after(line);
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
      handle.focus({ preventScroll: true });
      line.classList.remove("is-held");
      if (lines().indexOf(line) !== before) settle(line, back);
    }

    // The window listens, as a handle that moves with its line loses what it had captured.
    window.addEventListener("pointermove", follow);
    window.addEventListener("keydown", escape);
    for (const end of ENDS) window.addEventListener(end, drop);
  }

  // A list that is longer than the screen moves on where it is dragged to an edge, at once, up to its own end. Whether it did.
  function roll(y) {
    const [from, all] = [window.scrollY, lines()];
    const up = y < EDGE && all[0].getBoundingClientRect().top < EDGE;
    const down = y > window.innerHeight - EDGE && all.at(-1).getBoundingClientRect().bottom > window.innerHeight - EDGE;
    if (up || down) window.scrollBy({ top: up ? -STEP : STEP, behavior: "instant" });
    return window.scrollY !== from;
  }

  async function settle(line, back) {
    offer();
    const all = lines();
    const form = own(line, "form[data-order]");
    const body = new URLSearchParams(new FormData(form));
    body.set("place", all.indexOf(line));
    let refused = "";
    let stands = true;
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
      const said = await answer.json();
      if (!answer.ok || answer.redirected) refused = said.error || list.dataset.failed;
      else stands = follows(said.order.map(String));
    } catch {
      refused = list.dataset.failed;
    }
    if (refused) {
      back();
      offer();
    }
    if (!refused && !stands) refused = list.dataset.changed;
    tell(refused || list.dataset.moved.replace("{name}", form.dataset.name).replace("{place}", all.indexOf(line) + 1).replace("{all}", all.length), refused);
  }

  // What came of it on the desk: another person may have moved lines too. False when they added some, or took some away.
  function follows(order) {
    const all = lines();
    if (all.map((line) => line.dataset.line).join() === order.join()) return true;
    const known = new Map(all.map((line) => [line.dataset.line, line]));
    const start = document.createComment("");
    all[0].before(start);
    for (const id of order) if (known.has(id)) start.before(known.get(id));
    start.remove();
    offer();
    return order.length === all.length && order.every((id) => known.has(id));
  }

  // The first goes no higher and the last no lower.
  function offer() {
    const all = lines();
    all.forEach((one, place) => {
      const form = own(one, "form[data-order]");
      if (!form) return;
      form.querySelector("[value=up]").hidden = place === 0;
      form.querySelector("[value=down]").hidden = place === all.length - 1;
    });
  }

  // Who sees the list sees that it moved; who does not is told. What was refused everybody reads.
  function tell(words, refused) {
    say.textContent = words;
    say.classList.toggle("visually-hidden", !refused);
    say.classList.toggle("field__error", Boolean(refused));
  }
}
