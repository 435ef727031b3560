// The register: each tap is shown at once and sent by itself; one that the network lost is sent again until it arrives.
// The sign of a tap (client_id) is made here, so that sending it twice changes nothing. What has not left yet is kept in
// this browser, and leaves when the register is opened again.

const FIRST_WAIT = 2000;
const LONGEST_WAIT = 30000;
const SHELF = "register-taps";

function shelved() {
  try {
    return JSON.parse(localStorage.getItem(SHELF)) || [];
  } catch {
    return [];
  }
}

function shelve(taps) {
  try {
    if (taps.length) localStorage.setItem(SHELF, JSON.stringify(taps));
    else localStorage.removeItem(SHELF);
  } catch {
    // A browser that keeps nothing still asks before the page is closed.
  }
}

function sign() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export default function register(root) {
  const words = root.dataset;
  const queue = [];
  let running = false;
  let wait = FIRST_WAIT;
  let sent = 0;

  const people = [...root.querySelectorAll("[data-person]")];
  for (const person of people) {
    const form = person.querySelector("[data-taps]");
    const others = person.querySelector("[data-others]");
    const more = person.querySelector("[data-more]");
    more.setAttribute("aria-expanded", String(!others.hidden));
    more.addEventListener("click", (event) => {
      event.preventDefault();
      others.hidden = !others.hidden;
      more.setAttribute("aria-expanded", String(!others.hidden));
    });
    form.addEventListener("submit", (event) => {
      if (!event.submitter?.dataset.mark) return;
      event.preventDefault();
      tap(person, form, event.submitter);
    });
  }

  function tap(person, form, button) {
    const wasPressed = button.getAttribute("aria-pressed") === "true";
    show(form, wasPressed ? null : button);
    const body = new URLSearchParams({
      csrf_token: form.elements.csrf_token.value,
      mark: wasPressed ? "clear" : button.dataset.mark,
      client_id: sign(),
      at: new Date().toISOString(),
    });
    queue.push({ person, url: form.action, body });
    keep();
    say(person, "pending");
    count();
    send();
  }

  function show(form, pressed) {
    for (const button of form.querySelectorAll("[data-mark]")) {
      const on = button === pressed;
      button.setAttribute("aria-pressed", String(on));
      button.value = on ? "clear" : button.dataset.mark;
    }
  }

  async function send() {
    if (running) return;
    running = true;
    while (queue.length) {
      const one = queue[0];
      let answer = null;
      try {
        answer = await fetch(one.url, { method: "POST", body: one.body, headers: { Accept: "application/json" }, redirect: "error" });
      } catch {
        answer = null;
      }
      if (answer === null || answer.status >= 500) {
        for (const item of queue) say(item.person, "kept");
        away(true);
        await new Promise((done) => { setTimeout(done, wait); window.addEventListener("online", done, { once: true }); });
        wait = Math.min(wait * 2, LONGEST_WAIT);
        continue;
      }
      away(false);
      wait = FIRST_WAIT;
      queue.shift();
      keep();
      if (answer.ok) {
        sent += 1;
        if (!queue.some((item) => item.person === one.person)) {
          say(one.person, one.person?.querySelector("[aria-pressed=true]") ? "sent" : null);
        }
      } else {
        const told = await answer.json().catch(() => ({}));
        say(one.person, "refused", told.words);
      }
      count();
    }
    running = false;
  }

  function keep() {
    shelve(queue.map(({ url, body }) => {
      const kept = new URLSearchParams(body);
      kept.delete("csrf_token");
      return [url, kept.toString()];
    }));
  }

  function away(is) {
    const banner = document.querySelector("[data-away]");
    if (banner) banner.hidden = !is;
  }

  function resume() {
    const token = root.querySelector("[data-taps] [name=csrf_token]")?.value;
    if (!token) return;
    for (const [url, said] of shelved()) {
      const body = new URLSearchParams(said);
      body.set("csrf_token", token);
      const person = people.find((one) => one.querySelector("[data-taps]").action === url) || null;
      if (person) {
        const form = person.querySelector("[data-taps]");
        show(form, form.querySelector(`[data-mark="${CSS.escape(body.get("mark"))}"]`));
        say(person, "pending");
      }
      queue.push({ person, url, body });
    }
    if (queue.length) {
      count();
      send();
    }
  }

  function say(person, kind, text) {
    if (person === null) return;
    const place = person.querySelector("[data-sync]");
    place.replaceChildren();
    if (kind === null) return;
    const line = root.querySelector(`[data-sync-kind=${kind}]`).content.cloneNode(true);
    if (text) line.firstElementChild.lastChild.textContent = text;
    place.append(line);
  }

  function count() {
    const shown = people.filter((person) => person.querySelector("[aria-pressed=true]")).length;
    const hiddenBefore = Number(words.recorded) - atFirst;
    const done = shown + hiddenBefore;
    put("[data-done]", done);
    put("[data-left]", Number(words.total) - done);
    const meter = root.querySelector("progress");
    if (meter) meter.value = done;
    const line = root.querySelector("[data-line]");
    if (line) line.hidden = false;
    put("[data-count-sent]", sent);
    put("[data-count-pending]", queue.length);
    const pending = root.querySelector("[data-line-pending]");
    if (pending) pending.hidden = queue.length === 0;
  }

  function put(selector, figure) {
    const place = root.querySelector(selector);
    if (place) place.textContent = String(figure);
  }

  const atFirst = people.filter((person) => person.querySelector("[aria-pressed=true]")).length;

  const find = root.querySelector("[data-find]");
  find?.addEventListener("input", () => {
    const wanted = fold(find.value);
    let any = false;
    for (const person of people) {
      person.hidden = !person.dataset.search.includes(wanted);
      any ||= !person.hidden;
    }
    const nobody = root.querySelector("[data-nobody]");
    if (nobody) nobody.hidden = any;
  });
  find?.form.addEventListener("submit", (event) => event.preventDefault());

  window.addEventListener("offline", () => away(true));
  window.addEventListener("online", () => away(false));
  away(!navigator.onLine);
  resume();

  // A tap that has not left yet is not lost silently when the page is closed.
  window.addEventListener("beforeunload", (event) => {
    if (queue.length) event.preventDefault();
  });
}

// Roughly what the server folds: small letters, no accents, one form of alif, ta marbuta and ya.
function fold(text) {
  return text
    .toLowerCase()
    .normalize("NFKD")
    .replace(/[\u0300-\u036f\u064b-\u065f\u0670\u0640]/g, "")
    .replace(/[\u0622\u0623\u0625\u0671]/g, "\u0627")
    .replace(/\u0629/g, "\u0647")
    .replace(/\u0649/g, "\u064a")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}
