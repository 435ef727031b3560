// Saves each answer while it is written, keeps it on this device while there is no connection, and lets two members of
// one association compare when both wrote. Without it the page is saved by its button.

const PAUSE = 1200;
const AGAIN = 8000;
const KEEP = "capacity:draft";

export default function draft(root) {
  const bar = document.querySelector("[data-saved]");
  const questions = [...root.querySelectorAll("[data-question]")];
  const timers = new Map();
  const sending = new Set();

  for (const question of questions) {
    if (question.dataset.kind === "file") continue;
    restore(question);
    question.addEventListener("input", () => later(question, PAUSE));
    question.addEventListener("change", () => later(question, 0));
  }
  window.addEventListener("online", () => questions.filter(kept).forEach((question) => later(question, 0)));
  window.addEventListener("pagehide", () => questions.filter((question) => timers.has(question)).forEach(keep));

  function later(question, wait) {
    keep(question);
    clearTimeout(timers.get(question));
    timers.set(question, setTimeout(() => send(question), wait));
  }

  async function send(question) {
    timers.delete(question);
    if (sending.has(question)) return later(question, PAUSE);
    sending.add(question);
    const value = valueOf(question);
    say(root.dataset.waiting);
    try {
      const answer = await fetch(root.dataset.url, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": root.dataset.token },
        body: JSON.stringify({ question: Number(question.dataset.question), value, version: Number(question.dataset.version) }),
      });
      if (answer.redirected || !(answer.headers.get("Content-Type") || "").includes("json")) {
        say(root.dataset.signedOut);
        return;
      }
      settle(question, answer.status, await answer.json(), value);
    } catch {
      say(root.dataset.offline);
      timers.set(question, setTimeout(() => send(question), AGAIN));
    } finally {
      sending.delete(question);
    }
  }

  function settle(question, status, news, value) {
    if (status === 200) {
      version(question, news.version);
      if (same(value, valueOf(question))) forget(question);
      note(question, news.problem);
      say(news.saved);
    } else if (status === 409 && "version" in news) {
      compare(question, news);
    } else {
      note(question, news.error || news.message);
    }
  }

  function compare(question, news) {
    const place = note(question, `${news.error} ${typeof news.value === "string" ? `«\u00a0${news.value}\u00a0»` : ""}`);
    choose(place, root.dataset.mine, () => { version(question, news.version); later(question, 0); });
    choose(place, root.dataset.theirs, () => {
      version(question, news.version);
      put(question, news.value);
      forget(question);
    });
  }

  function choose(place, words, act) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-plain";
    button.textContent = words;
    button.addEventListener("click", () => { place.hidden = true; act(); });
    place.append(" ", button);
  }

  function note(question, words) {
    const place = question.querySelector("[data-note]");
    place.textContent = words || "";
    place.hidden = !words;
    return place;
  }

  function say(words) {
    if (bar && words) bar.textContent = words;
  }

  function name(question) {
    return `${KEEP}:${root.dataset.application}:${question.dataset.question}`;
  }

  function keep(question) {
    try {
      localStorage.setItem(name(question), JSON.stringify({ value: valueOf(question), version: question.dataset.version }));
    } catch {
      // A full or forbidden storage: the page still saves over the network.
    }
  }

  function kept(question) {
    try {
      return JSON.parse(localStorage.getItem(name(question)));
    } catch {
      return null;
    }
  }

  function forget(question) {
    try {
      localStorage.removeItem(name(question));
    } catch {
      // Nothing was kept.
    }
  }

  function restore(question) {
    const found = kept(question);
    if (!found) return;
    if (same(found.value, valueOf(question))) {
      forget(question);
      return;
    }
    // What the page shows may be newer than what was kept: the old version number lets the server say so.
    put(question, found.value);
    version(question, found.version);
    say(root.dataset.restored);
    later(question, PAUSE);
  }
}

function version(question, number) {
  question.dataset.version = number;
  question.querySelector("input[type=hidden]").value = number;
}

function fields(question) {
  return [...question.querySelectorAll("input:not([type=hidden]), textarea, select")];
}

function valueOf(question) {
  const all = fields(question);
  const ticked = all.filter((field) => field.checked).map((field) => field.value);
  if (question.dataset.kind === "several_choices") return ticked;
  if (question.dataset.kind === "table") return rowsOf(question).map((row) => Object.fromEntries(row.map((cell) => [cell.dataset.column, cell.value])));
  if (all[0].type === "checkbox") return all[0].checked;
  if (all[0].type === "radio") return ticked[0] || "";
  return all[0].value;
}

function rowsOf(question) {
  return [...question.querySelectorAll("[data-row]")].map((row) => [...row.querySelectorAll("[data-column]")]);
}

function put(question, value) {
  if (question.dataset.kind === "table") {
    rowsOf(question).forEach((row, place) => row.forEach((cell) => { cell.value = value?.[place]?.[cell.dataset.column] ?? ""; }));
    question.querySelector("fieldset").dispatchEvent(new CustomEvent("capacity:put", { bubbles: true }));
    return;
  }
  for (const field of fields(question)) {
    if (field.type === "radio" || field.type === "checkbox") {
      const spoken = value === true ? ["yes", "y"] : value === false ? ["no"] : [].concat(value ?? []);
      field.checked = spoken.includes(field.value);
    } else {
      field.value = value ?? "";
    }
    field.dispatchEvent(new CustomEvent("capacity:put", { bubbles: true }));
  }
}

function same(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}
