// Sends files piece by piece: with progress, pause and resume, and going on by itself after a lost line. Photographs are
// gathered as pages of one PDF. Without it the form's button sends everything in one request. Inside a larger form only
// its own part of it is sent, and what was sent is shown there; the form itself waits for a file on its way.

import { isUnable, readerNow, renew, Unable } from "./reader.js";
import { forget, keyOf } from "./upload_keys.js";
import { chooserOf, rowOf, showRows, sizeWords } from "./upload_rows.js";

const FIRST_PIECE = 64 * 1024;
const GOOD_SECONDS = 2;
const LONGEST_WAIT = 30000;

class SignedOut extends Error {}
class Refused extends Error {}

export default function upload(root) {
  const form = root.closest("form");
  const within = root !== form;
  const action = within ? root.dataset.action : form.action;
  const marks = root.dataset;
  const input = root.querySelector("input[type=file]");
  const list = root.querySelector("[data-file-list]");
  const place = root.querySelector("[data-progress]");
  const bar = place.querySelector("progress");
  const words = place.querySelector("[data-words]");
  const pause = place.querySelector("[data-pause]");
  const resume = place.querySelector("[data-resume]");
  const wayIn = place.querySelector("[data-way-in]");
  const together = root.querySelector("[data-together]");
  const send = root.querySelector(".drop__send button");
  const items = [];
  let piece = FIRST_PIECE, largest = FIRST_PIECE, running = false, paused = false, wanted = false, halt = null, wake = null, held = null, isBack = false;

  chooserOf(root, input);
  draw();
  stayUntilSent(() => items.length > 0 && !held && !root.hasAttribute("aria-busy"), () => {
    root.scrollIntoView({ block: "center" });
    send.focus();
    say(marks.unsent, "alert");
  });
  input.addEventListener("change", take);
  if (input.files.length) take(); // on a slow line files are chosen before this script has come
  if (within) {
    send.addEventListener("click", press);
    form.addEventListener("submit", hold, true);
  } else {
    form.addEventListener("submit", press);
  }
  together.addEventListener("change", () => draw());
  pause.addEventListener("click", () => { paused = true; stop(); draw(); resume.focus(); });
  resume.addEventListener("click", () => { paused = false; draw(); go(); pause.focus(); });
  window.addEventListener("online", () => { if (wake) wake(); else isBack = true; }); // back while a piece was being tried

  function take() {
    for (const file of input.files) items.push({ file, key: keyOf(action, file), received: 0, error: "" });
    input.value = "";
    draw();
    go();
  }

  function press(event) {
    if (items.length === 0) return;
    event.preventDefault();
    if (items.some((one) => one.error)) {
      say(marks.takeOut, "alert");
      return;
    }
    wanted = true;
    go();
  }

  // The page goes on when the file has arrived, or at the second press.
  function hold(event) {
    if (held || !items.some((one) => !one.error)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    held = event.submitter;
    wanted = true;
    draw();
    go();
  }

  function isPicture(item) {
    return item.file.type.startsWith("image/") || /\.(jpe?g|png|hei[cf])$/i.test(item.file.name);
  }

  function gathers() {
    return items.some(isPicture);
  }

  // Further fields are to be filled in, or pages gathered: nothing is sent before the button is pressed.
  function waitsForPress() {
    return "press" in marks || gathers();
  }

  function waiting() {
    return items.find((item) => !item.error && (!item.asked || item.received < item.file.size));
  }

  function stop() {
    if (halt) halt.abort();
    if (wake) wake();
  }

  async function go() {
    if (running || paused) return;
    running = true;
    let patience = 1000;
    while (!paused) {
      const item = waiting();
      if (!item && !(items.length && !items.some((one) => one.error) && (wanted || !waitsForPress()))) break;
      try {
        if (item) await advance(item);
        else { await finish(); break; }
        patience = 1000;
      } catch (problem) {
        if (paused || !items.length) break;
        if (problem instanceof Refused) { refuse(item, problem.message); continue; }
        if (problem instanceof SignedOut) { paused = true; draw(marks.signedOut); wayIn.hidden = false; break; }
        if (item) item.asked = false;
        draw(problem instanceof Unable ? `${problem.message || marks.unable} ${marks.kept}` : marks.lost);
        await rest(patience);
        patience = Math.min(patience * 2, LONGEST_WAIT);
      }
    }
    running = false;
    if (!paused) draw();
  }

  async function advance(item) {
    if (!item.asked) {
      const begun = new FormData();
      for (const [name, value] of [["ticket", marks.ticket], ["key", item.key], ["name", item.file.name], ["size", item.file.size]]) begun.set(name, value);
      const news = await ask("POST", marks.uploads, begun);
      item.received = news.offset;
      item.asked = true;
      largest = news.piece;
      draw();
      return;
    }
    const end = Math.min(item.received + Math.min(piece, largest), item.file.size);
    const began = performance.now();
    const news = await ask("PATCH", `${marks.uploads}/${item.key}`, item.file.slice(item.received, end), { "Upload-Offset": item.received, "Content-Type": "application/octet-stream" });
    item.received = news.offset;
    const seconds = (performance.now() - began) / 1000;
    piece = seconds < GOOD_SECONDS ? Math.min(piece * 2, largest) : Math.max(FIRST_PIECE, piece / 2);
    draw();
  }

  async function finish() {
    say(marks.taking);
    root.setAttribute("aria-busy", "true");
    const body = within ? ownFields() : new FormData(form);
    body.delete(input.name);
    for (const item of items) body.append("uploads", item.key);
    let news;
    try {
      news = await ask("POST", action, body);
    } catch (problem) {
      root.removeAttribute("aria-busy");
      if (!(problem instanceof Refused)) throw problem;
      if (!("press" in marks)) for (const item of items.splice(0)) drop(item);
      wanted = false;
      held = null;
      draw();
      say(problem.message, "alert");
      return;
    }
    for (const item of items) forget(action, item.file);
    if (within) {
      await showSent();
      return;
    }
    items.length = 0;
    const next = new URL(news.next, window.location.href);
    const here = next.pathname === window.location.pathname;
    window.location.assign(next);
    if (here) window.location.reload();
  }

  function ownFields() {
    const body = new FormData();
    for (const box of root.querySelectorAll("input[type=checkbox]:checked")) body.set(box.name, box.value);
    return body;
  }

  async function showSent() {
    const answer = await fetch(marks.shown, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) throw new Error("again");
    const sent = root.querySelector("[data-sent]");
    sent.innerHTML = await answer.text();
    items.length = 0;
    wanted = false;
    root.removeAttribute("aria-busy");
    const replace = root.querySelector("[data-replace]");
    replace.hidden = !sent.querySelector("li");
    replace.querySelector("input").checked = false;
    draw();
    bar.hidden = true;
    say(marks.done);
    document.dispatchEvent(new CustomEvent("capacity:measured"));
    if (held) form.requestSubmit(held);
  }

  async function ask(method, url, body, headers = {}) {
    let answer = await put(method, url, body, headers);
    if (answer.type === "opaqueredirect" || answer.status === 400) {
      const found = await readerNow(); // the session is over, or another one than the page was made in
      if (!found) throw new SignedOut();
      renew(found.token);
      answer = await put(method, url, body, headers);
    }
    if (answer.type === "opaqueredirect") throw new SignedOut();
    if (isUnable(answer)) throw new Unable(await wordsOf(answer));
    const news = answer.status === 204 ? {} : await answer.json();
    if (answer.ok) return news;
    if (answer.status === 409 && "offset" in news) return news;
    if (answer.status === 409 && url !== action) throw new Error("again");
    if (answer.status === 404 && method === "PATCH") throw new Error("again");
    const sentence = typeof news.error === "string" ? news.error : news.message;
    throw new Refused(sentence || marks.failed);
  }

  // Why the service could take nothing just now, if it says so.
  async function wordsOf(answer) {
    const news = await answer.json().catch(() => ({}));
    return typeof news.message === "string" ? news.message : "";
  }

  function put(method, url, body, headers) {
    halt = new AbortController();
    const token = form.querySelector("[name=csrf_token]").value;
    if (body instanceof FormData && body.has("csrf_token")) body.set("csrf_token", token);
    return fetch(url, {
      method, body, signal: halt.signal, redirect: "manual", credentials: "same-origin",
      headers: { Accept: "application/json", "X-CSRFToken": token, ...headers },
    });
  }

  function refuse(item, sentence) {
    if (!item) return;
    item.error = sentence;
    drop(item);
    wanted = false;
    held = null;
    draw();
    say(sentence, "alert");
  }

  function drop(item) {
    forget(action, item.file);
    if (item.asked) ask("DELETE", `${marks.uploads}/${item.key}`).catch(() => {});
  }

  function rest(milliseconds) {
    return new Promise((resolve) => {
      if (isBack) { isBack = false; resolve(); return; }
      wake = () => { wake = null; resolve(); };
      setTimeout(() => wake && wake(), milliseconds);
    });
  }

  function say(sentence, role = "status") {
    place.hidden = false;
    words.classList.remove("visually-hidden");
    words.setAttribute("role", role);
    words.textContent = sentence;
  }

  function draw(sentence) {
    const total = items.reduce((sum, one) => sum + one.file.size, 0);
    const done = items.reduce((sum, one) => sum + one.received, 0);
    const now = waiting(), wrong = items.find((one) => one.error);
    list.hidden = items.length === 0;
    showRows(list, new Map(items.map((item, index) => [item, rowOf(item, {
      note: item.error || noteOf(item), words: marks, first: index === 0, last: index === items.length - 1,
      remove: () => { items.splice(items.indexOf(item), 1); drop(item); stop(); if (!items.length) place.hidden = true; draw(); go(); },
      move: gathers() && items.length > 1 ? (by) => { items.splice(index, 1); items.splice(index + by, 0, item); draw(); } : null,
    })])), input);
    together.hidden = items.filter(isPicture).length < 2;
    send.classList.toggle("btn-primary", waitsForPress());
    send.classList.toggle("btn-second", !waitsForPress());
    root.classList.toggle("drop--tray", "press" in marks || (items.length > 0 && gathers()));
    send.lastChild.textContent = wordsOfButton();
    pause.hidden = paused || !now;
    resume.hidden = !paused;
    wayIn.hidden = true;
    if (!items.length) return;
    bar.hidden = false;
    bar.value = total ? Math.round((100 * done) / total) : 0;
    const values = { "{name}": `\u2068${(now || items[0]).file.name}\u2069`, "{done}": sizeWords(done), "{total}": sizeWords(total) };
    const fill = (text) => text.replace(/\{\w+\}/g, (name) => values[name] ?? name);
    if (wrong && !now && !sentence) {
      bar.hidden = true;
      say(wrong.error, "alert");
      words.classList.add("visually-hidden"); // its row says why: here it is read aloud
      return;
    }
    say(sentence || (held && !paused && marks.held) || fill(paused ? marks.paused : now ? marks.sending : gathers() ? marks.pages : waitsForPress() ? marks.ready : marks.taking));
  }

  function wordsOfButton() {
    const pictures = items.filter(isPicture).length;
    if (pictures > 1 && pictures === items.length && together.querySelector("input").checked) return marks.many;
    if (items.length > 1) return marks.files;
    return pictures ? marks.one : marks.file;
  }

  function noteOf(item) {
    const total = sizeWords(item.file.size);
    if (item.received === item.file.size) return marks.arrived.replace("{total}", total);
    return item.received ? `${sizeWords(item.received)} / ${total}` : marks.queued.replace("{total}", total);
  }
}

// Whoever goes on to another page is stopped once while something was chosen and not sent.
function stayUntilSent(isLeft, tell) {
  let told = false;
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || link.target || !isLeft() || told || link.getAttribute("href").startsWith("#")) return;
    event.preventDefault();
    told = true;
    tell();
  });
  window.addEventListener("beforeunload", (event) => { if (isLeft() && !told) event.preventDefault(); });
}
