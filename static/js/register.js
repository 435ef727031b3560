// The register: each tap is shown at once, kept on this device and sent by itself, in the order of the taps and once. Without
// a network one goes on; what was tapped leaves when the line, the session or the browser is back.

import { device, recall, remember } from "./device.js";
import { openOutbox } from "./outbox.js";

export default async function register(root) {
  const words = root.dataset;
  const people = [...root.querySelectorAll("[data-person]")];
  const byName = new Map(people.map((person) => [nameOf(person), person]));
  const touched = new Set();
  const early = [];
  const waits = new Set();
  let outbox = null;
  let sent = 0;
  let away = false;

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
  const atFirst = pressed();
  find();

  outbox = await openOutbox(words);
  if (!outbox.shelf.lasting) warn("nowhere", true);
  outbox.addEventListener("news", ({ detail }) => heard(detail));
  outbox.addEventListener("state", ({ detail }) => tell(detail));
  await restore();
  for (const one of early.splice(0)) lay(...one);
  window.addEventListener("offline", () => isAway(true));
  window.addEventListener("online", () => isAway(false));
  isAway(!navigator.onLine);
  window.addEventListener("beforeunload", (event) => { if (!outbox.shelf.lasting && waits.size) event.preventDefault(); });
  device(words, JSON.parse(words.pages));
  if (waits.size) outbox.send();

  function tap(person, form, button) {
    const mark = button.getAttribute("aria-pressed") === "true" ? "clear" : button.dataset.mark;
    touched.add(person);
    show(form, mark);
    say(person, "pending");
    if (outbox) lay(person, form, mark);
    else early.push([person, form, mark]);
  }

  async function lay(person, form, mark) {
    const url = new URL(form.action).pathname;
    const row = { kind: "tap", group: words.session, name: nameOf(person), url };
    await outbox.add(row, mark);
    await count();
    outbox.send();
  }

  function show(form, mark) {
    for (const button of form.querySelectorAll("[data-mark]")) {
      const on = button.dataset.mark === mark;
      button.setAttribute("aria-pressed", String(on));
      button.value = on ? "clear" : button.dataset.mark;
    }
  }

  async function heard(news) {
    if (news.kind !== "tap" || news.group !== words.session) return;
    const person = byName.get(news.name);
    if (news.outcome === "sent") {
      sent += 1;
      await remember(words.reader, `tap/${news.name}`, { at: news.at, mark: news.value });
    }
    await count();
    if (!person) return;
    if (news.elsewhere && news.outcome === "sent") show(person.querySelector("[data-taps]"), news.value);
    if (news.outcome === "refused") say(person, "refused", news.words);
    else if (!waits.has(news.name)) say(person, person.querySelector("[aria-pressed=true]") ? "sent" : null);
  }

  function tell(state) {
    isAway(state === "away");
    for (const kind of ["signed-out", "stranger"]) warn(kind, kind === state);
    if (state !== "clear") for (const name of waits) say(byName.get(name), "kept");
  }

  // No line, or a service that takes nothing in: the trainer goes on in either case, but calls somebody else about it.
  function isAway(is) {
    away = is || (away && outbox.state === "away");
    const isUnable = outbox.isReached && navigator.onLine;
    for (const [kind, isSo] of [["offline", !isUnable], ["unable", isUnable]]) {
      const banner = document.querySelector(`[data-away=${kind}]`);
      banner.hidden = !(away && isSo);
      banner.querySelector("[data-keeps]").hidden = !outbox.shelf.lasting;
    }
  }

  function warn(kind, on) {
    const place = document.querySelector(`[data-warning=${kind}]`);
    if (place) place.hidden = !on;
  }

  // What has not left yet is shown as it was tapped; a page that was kept is brought up to what was sent from here since.
  async function restore() {
    for (const [name, person] of byName) {
      const fact = await recall(words.reader, `tap/${name}`);
      if (fact && fact.at > words.made && !touched.has(person)) show(person.querySelector("[data-taps]"), fact.mark);
    }
    for (const row of await outbox.rows("tap", words.session)) {
      const person = byName.get(row.name);
      if (!person || touched.has(person)) continue;
      const mark = await outbox.shelf.open(row.sealed).catch(() => null);
      if (row.state === "refused") say(person, "refused", row.words);
      else if (mark) {
        show(person.querySelector("[data-taps]"), mark);
        say(person, "kept");
      }
    }
    await count();
  }

  function say(person, kind, text) {
    if (!person) return;
    const place = person.querySelector("[data-sync]");
    place.replaceChildren();
    if (kind === null) return;
    const line = root.querySelector(`[data-sync-kind=${kind}]`).content.cloneNode(true);
    if (text) line.firstElementChild.lastChild.textContent = text;
    place.append(line);
  }

  function pressed() {
    return people.filter((person) => person.querySelector("[aria-pressed=true]")).length;
  }

  async function count() {
    const rows = (await outbox.rows("tap", words.session)).filter((row) => row.state === "waiting");
    waits.clear();
    for (const row of rows) waits.add(row.name);
    const done = pressed() + Number(words.recorded) - atFirst;
    put("[data-done]", done);
    put("[data-left]", Number(words.total) - done);
    const meter = root.querySelector("progress");
    if (meter) meter.value = done;
    const line = root.querySelector("[data-line]");
    if (line) line.hidden = !sent && !rows.length;
    put("[data-count-sent]", sent);
    put("[data-count-pending]", rows.length);
    const pending = root.querySelector("[data-line-pending]");
    if (pending) pending.hidden = rows.length === 0;
  }

  function put(selector, figure) {
    const place = root.querySelector(selector);
    if (place) place.textContent = String(figure);
  }

  function find() {
    const field = root.querySelector("[data-find]");
    if (!field) return;
    field.addEventListener("input", () => {
      const wanted = fold(field.value);
      let any = false;
      for (const person of people) {
        person.hidden = !person.dataset.search.includes(wanted);
        any ||= !person.hidden;
      }
      const nobody = root.querySelector("[data-nobody]");
      if (nobody) nobody.hidden = any;
    });
    field.form.addEventListener("submit", (event) => event.preventDefault());
  }
}

// The half-day and the person, as in the address of the tap.
function nameOf(person) {
  return new URL(person.querySelector("[data-taps]").action).pathname.split("/").slice(-2).join("/");
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
