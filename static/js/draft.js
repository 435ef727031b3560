// Keeps each answer on this device while it is written, and sends it: at once, or when the line, the session or the browser
// is back. Two members who wrote the same answer see both texts and choose. Without it the page is saved by its button.

import { putValue, same, ticks, valueOf, wordsOf } from "./answer.js";
import { device, isKept, recall, remember } from "./device.js";
import { openOutbox } from "./outbox.js";
import { hideRivals, sayMine, showRivals } from "./rivals.js";

const PAUSE = 1200;
const AWAY = "#away"; // written by the worker
const WAY = "capacity:way";

export default async function draft(root) {
  const marks = root.dataset;
  const form = root.querySelector("form");
  const questions = new Map();
  const touched = new Set();
  const keeping = new Map();
  const last = new Map(); // what was kept or shown last: only what differs from it is kept anew
  let outbox = null;
  let pause = 0;
  let reason = ""; // why the page that was sent is here again, until something arrives

  for (const question of root.querySelectorAll("[data-question]")) adopt(question);
  root.addEventListener("capacity:new", ({ target }) => { if ("question" in target.dataset) adopt(target); });
  root.addEventListener("capacity:newer", ({ target, detail }) => overtake(target, detail));
  outbox = await openOutbox(marks);
  keeps();
  outbox.addEventListener("kept", keeps);
  outbox.addEventListener("news", ({ detail }) => heard(detail));
  outbox.addEventListener("state", () => tellState());
  await restore();
  form.addEventListener("submit", leave);
  document.addEventListener("visibilitychange", () => { if (document.hidden) send(); });
  window.addEventListener("beforeunload", (event) => { if (!outbox.shelf.lasting && outbox.shelf.pocket.length) event.preventDefault(); });
  device(marks, JSON.parse(marks.pages));
  for (const question of touched) keep(question);
  if (location.hash === AWAY) await comeBack();
  else send();

  function adopt(question) {
    if (question.dataset.kind === "file") return;
    questions.set(question.dataset.question, question);
    last.set(question, valueOf(question));
    question.addEventListener("input", (event) => changed(question, event, PAUSE));
    question.addEventListener("change", (event) => changed(question, event, 0));
  }

  function changed(question, event, wait) {
    if (event.target.closest("[data-rivals]")) return;
    touched.add(question);
    sayMine(question, wordsOf(question, valueOf(question)));
    if (!outbox) return;
    keep(question);
    clearTimeout(pause);
    pause = setTimeout(send, wait);
  }

  // The room on a device may run out while somebody writes.
  function keeps() {
    root.toggleAttribute("data-keeps", outbox.shelf.lasting);
    if (!outbox.shelf.lasting) warn("nowhere");
  }

  // What is typed while the row is being written is written after it: one at a time, and the last state wins.
  function keep(question) {
    const before = keeping.get(question) || Promise.resolve();
    if (question.dataset.late) return before;
    question.dataset.late = "yes";
    const now = before.then(() => {
      delete question.dataset.late;
      const value = valueOf(question);
      if (same(value, last.get(question))) return null;
      last.set(question, value);
      const row = { kind: "answer", group: marks.application, name: question.dataset.question, url: marks.url };
      return outbox.add({ ...row, version: Number(question.dataset.version) }, value);
    }).catch(() => warn("nowhere"));
    keeping.set(question, now);
    return now;
  }

  async function send() {
    clearTimeout(pause);
    await Promise.all(keeping.values());
    if ((await mine()).some((row) => row.state === "waiting")) say(marks.waiting, "sending");
    return outbox.send();
  }

  function mine() {
    return outbox.rows("answer", marks.application);
  }

  async function heard(news) {
    if (news.kind !== "answer" || news.group !== marks.application) return;
    if (news.outcome === "sent") remember(marks.reader, known(news.name), { version: news.version, value: news.value });
    const question = questions.get(news.name);
    if (news.outcome === "refused") say(marks.refused, "attention");
    if (news.measured) document.dispatchEvent(new CustomEvent("capacity:measured"));
    if (!question) return;
    if (news.outcome === "sent") await arrived(question, news);
    else await refresh(question);
  }

  async function arrived(question, news) {
    reason = "";
    if (news.elsewhere && await isAtRest(question)) show(question, news.value);
    setVersion(question, news.version);
    if (same(news.value, valueOf(question))) touched.delete(question);
    note(question, news.problem);
    hideRivals(question);
    say(news.saved, "saved");
  }

  // Nothing was written here that another window does not know.
  async function isAtRest(question) {
    const waits = (await mine()).some((row) => row.name === question.dataset.question);
    return !waits && same(valueOf(question), last.get(question));
  }

  // A newer text was saved elsewhere: it stands here too, unless somebody is writing.
  async function overtake(question, fresh) {
    const version = Number(fresh.dataset.version);
    if (version <= Number(question.dataset.version) || !questions.has(question.dataset.question) || !(await isAtRest(question))) return;
    show(question, valueOf(fresh));
    setVersion(question, version);
  }

  // Shows what is wrong with the row of a question, if anything: another text stands there, or it could not be taken.
  async function refresh(question) {
    const row = (await mine()).filter((one) => one.name === question.dataset.question).pop();
    if (row?.state === "conflict") await compare(question, row);
    else if (row?.state === "refused") note(question, row.words || marks.refused);
    else hideRivals(question);
  }

  async function compare(question, row) {
    const theirs = await outbox.shelf.open(row.theirs);
    note(question, "");
    say(marks.conflict, "attention");
    showRivals(question, {
      mine: wordsOf(question, valueOf(question)),
      theirs: wordsOf(question, theirs),
      by: row.words,
      choose: async (ours) => {
        await keeping.get(question);
        setVersion(question, row.theirsVersion);
        if (!ours) {
          show(question, theirs);
          touched.delete(question);
          remember(marks.reader, known(row.name), { version: row.theirsVersion, value: theirs });
          say(marks.chosen, "chosen");
        }
        hideRivals(question);
        question.querySelector("textarea, input:not([type=hidden]), select")?.focus();
        await outbox.choose(row, ours);
      },
    });
  }

  async function restore() {
    const rows = await rowsByName();
    let found = false;
    for (const question of questions.values()) {
      const row = rows.get(question.dataset.question);
      if (row) found = await putBack(question, row) || found;
      else await catchUp(question);
    }
    if (found) say(marks.restored, "away");
    await meet(rows);
  }

  // What earlier pages answered, and this device has not sent yet or sent since this page was kept, brings questions up: each
  // answer of the chain on which a question hangs has to be one that is waited for.
  async function meet(rows) {
    for (const question of root.querySelectorAll("[data-chain]")) {
      question.dataset.met = await all(JSON.parse(question.dataset.chain), rows) ? "yes" : "no";
    }
    root.dispatchEvent(new CustomEvent("capacity:put"));
    await turn(rows);
  }

  // The way on and back, and the contents, lead through the pages that are asked as far as this device knows.
  async function turn(rows) {
    if (!marks.way) return;
    const asked = [];
    for (const page of JSON.parse(marks.way)) {
      const found = await Promise.all(page.chains.map((chain) => all(chain, rows)));
      const is = page.url === location.pathname || !page.chains.length || found.includes(true);
      if (is) asked.push(page.url);
      for (const link of document.querySelectorAll(`.contents a[href="${page.url}"]`)) link.closest("li").hidden = !is;
    }
    const here = asked.indexOf(location.pathname);
    const place = document.querySelector("[data-place]");
    place.textContent = place.dataset.place.replace("{place}", here + 1).replace("{all}", asked.length - 1);
    if (here > 0) root.querySelector("[data-previous]").setAttribute("href", asked[here - 1]);
    marks.next = asked[here + 1];
  }

  async function all(chain, rows) {
    return (await Promise.all(chain.map((link) => holds(link, rows)))).every(Boolean);
  }

  async function holds(link, rows) {
    const row = rows.get(String(link.question));
    const fact = row ? { version: Infinity, value: await outbox.shelf.open(row.sealed).catch(() => null) } : await recall(marks.reader, known(link.question));
    return fact && fact.version > link.version ? ticks(fact.value).some((one) => link.answers.includes(one)) : link.met;
  }

  async function rowsByName() {
    return new Map((await mine()).map((row) => [row.name, row]));
  }

  async function putBack(question, row) {
    const value = await outbox.shelf.open(row.sealed).catch(() => undefined);
    if (value === undefined || touched.has(question)) return false;
    const shown = valueOf(question);
    if (row.state === "conflict" && Number(question.dataset.version) > row.theirsVersion) {
      const theirs = await outbox.shelf.seal(shown);
      Object.assign(row, { theirs, theirsVersion: Number(question.dataset.version) });
      await outbox.shelf.change(row.order, { theirs, theirsVersion: row.theirsVersion });
    }
    show(question, value);
    if (row.state === "conflict") await compare(question, row);
    if (row.state === "refused") note(question, row.words || marks.refused);
    return !same(shown, value);
  }

  // A page that was kept may be older than what was saved from here since.
  async function catchUp(question) {
    const fact = await recall(marks.reader, known(question.dataset.question));
    if (!fact || fact.version <= Number(question.dataset.version) || touched.has(question)) return;
    show(question, fact.value);
    setVersion(question, fact.version);
  }

  function show(question, value) {
    putValue(question, value);
    last.set(question, valueOf(question));
  }

  function known(name) {
    return `answer/${marks.application}/${name}`;
  }

  // The button saves the page by itself where it can; where it cannot, the next page opens from this device.
  async function leave(event) {
    if (form.dataset.ready) return;
    const button = event.submitter;
    event.preventDefault();
    const sent = await send();
    const state = sent === "clear" && !navigator.onLine ? "away" : sent; // nothing had to be sent, and nothing could be
    const open = (await mine()).filter((row) => questions.has(row.name) && row.state === "conflict");
    if (state === "clear" && open.length === 0) {
      form.dataset.ready = "yes";
      sessionStorage.setItem(WAY, turns(button) ? wayOf(button) : "");
      setTimeout(() => { delete form.dataset.ready; });
      form.requestSubmit(button);
      return;
    }
    if (state !== "clear" && !turns(button)) {
      if (state === "away") say(marks.needsLine, "away");
      return;
    }
    await turn(await rowsByName());
    const next = wayOf(button);
    if (open.length && state === "clear") location.assign(next);
    else if (await isKept(next)) location.assign(next);
    else if (state === "away" && outbox.isReached && outbox.shelf.lasting && navigator.onLine) location.assign(next);
    else if (state === "away") say(marks.notKept, "away");
  }

  // Any other button changes something.
  function turns(button) {
    return !button?.name || button.name === "then";
  }

  function wayOf(button) {
    return button?.value === "leave" ? marks.leave : marks.next;
  }

  // The page was sent, nothing answered, and the worker brought it up again: it goes where it was to go, or says why not.
  async function comeBack() {
    history.replaceState(history.state, "", location.pathname + location.search);
    const way = sessionStorage.getItem(WAY);
    reason = way ? marks.notKept : marks.needsLine;
    await send();
    if (way && await isKept(way)) location.assign(way);
    else say(reason, "away");
  }

  async function tellState() {
    const waiting = (await mine()).filter((row) => row.state === "waiting").length;
    const { state } = outbox;
    for (const place of document.querySelectorAll("[data-warning=signed-out], [data-warning=stranger]")) place.hidden = place.dataset.warning !== state;
    if (state === "away") await turn(await rowsByName());
    if (state === "away" && waiting) say(`${reason || whyNotSent()} ${marks.count.replace("{n}", waiting)}`, "away");
    else if (waiting && (state === "signed-out" || state === "stranger")) say(marks.count.replace("{n}", waiting), "away");
  }

  function whyNotSent() {
    if (outbox.shelf.lasting) return outbox.isReached ? marks.unable : marks.offline;
    return outbox.isReached ? marks.unableUnkept : marks.unkept;
  }

  function warn(kind) {
    const place = document.querySelector(`[data-warning=${kind}]`);
    if (place) place.hidden = false;
  }

  function note(question, words) {
    const place = question.querySelector("[data-note]");
    place.textContent = words || "";
    place.hidden = !words;
  }

  function say(words, state) {
    const bar = document.querySelector("[data-saved]");
    if (!bar || !words) return;
    bar.textContent = words;
    bar.closest(".saved").dataset.state = state;
  }
}

function setVersion(question, number) {
  question.dataset.version = number;
  question.querySelector("input[type=hidden]").value = number;
}
