// Sends what lies on the shelf: in the order it was made, one after the other, from one window at a time, each with a sign
// by which the server knows it again. A row leaves the shelf only when it was answered. The line, the session and the
// reader may be gone meanwhile: then it waits, and goes on by itself.

import { isUnable, readerNow, renew, Unable } from "./reader.js";
import { openShelf, sign } from "./shelf.js";

const FIRST_WAIT = 2000;
const LONGEST_WAIT = 30000;
const PATIENCE = 30000;

// How each kind of row is put, and which of its answers mean something.
const KINDS = {
  answer: {
    merges: true,
    body: (row, value) => JSON.stringify({ question: Number(row.name), value, version: row.version, sign: row.sign }),
    type: "application/json",
  },
  tap: {
    merges: false,
    body: (row, value) => new URLSearchParams({ mark: value, client_id: row.sign, at: row.at }).toString(),
    type: "application/x-www-form-urlencoded",
  },
};

export async function openOutbox(marks) {
  const shelf = await openShelf(marks);
  return new Outbox(shelf, marks);
}

class Outbox extends EventTarget {
  constructor(shelf, { reader, token, readerUrl }) {
    super();
    Object.assign(this, { shelf, reader, token, readerUrl, running: null, again: false, wait: FIRST_WAIT, timer: 0, state: "clear", isReached: true });
    this.versions = new Map(); // what the server said last of each answer, known before its row is gone
    this.others = typeof BroadcastChannel === "function" ? new BroadcastChannel("capacity") : null;
    this.others?.addEventListener("message", ({ data }) => this.heard(data));
    window.addEventListener("online", () => this.send());
    document.addEventListener("visibilitychange", () => this.lookAgain());
    navigator.storage?.persist?.().catch(() => {});
  }

  // Whoever comes back to the page may have signed in, or out, in another window.
  async lookAgain() {
    if (this.state !== "clear") return this.send();
    if (document.hidden) return null;
    const found = await this.introduced();
    return found && found !== "away" ? this.become(found) : null;
  }

  // Another window of this browser sent something, or somebody signed in there.
  heard(data) {
    if (data.reader !== this.reader) return;
    if (data.again) this.send();
    else this.dispatchEvent(new CustomEvent("news", { detail: { ...data, elsewhere: true } }));
  }

  tell(row, outcome, news = {}) {
    const detail = { reader: this.reader, kind: row.kind, group: row.group, name: row.name, outcome, ...news };
    this.dispatchEvent(new CustomEvent("news", { detail }));
    this.others?.postMessage(detail);
  }

  become(state) {
    const was = this.state;
    this.state = state;
    this.dispatchEvent(new CustomEvent("state", { detail: state }));
    if (state === "clear" && was !== "clear") this.others?.postMessage({ reader: this.reader, again: true });
  }

  // One after the other: two quick taps lie on the shelf in the order they were made.
  add(row, value) {
    const made = { ...row, reader: this.reader, sign: sign(), at: new Date().toISOString(), state: "waiting", attempted: false };
    this.adding = (this.adding || Promise.resolve()).catch(() => {}).then(() => this.lay(made, value));
    return this.adding;
  }

  async lay(made, value) {
    made.sealed = await this.shelf.seal(value);
    try {
      await this.shelf.within((rows) => put(rows, made, this.versions));
    } catch {
      await this.shelf.empty();
      await this.shelf.within((rows) => put(rows, made, this.versions));
    }
    this.dispatchEvent(new CustomEvent("kept"));
  }

  async rows(kind, group) {
    return (await this.shelf.rows()).filter((row) => row.kind === kind && row.group === group);
  }

  // Resolves to how it ended: "clear", "away", "signed-out", "stranger".
  send() {
    clearTimeout(this.timer);
    this.again = true;
    this.running ??= alone(() => this.drain()).finally(() => { this.running = null; });
    return this.running;
  }

  // Whoever asks while it is being tried, because the line has just come back, is not told how an earlier try ended.
  async drain() {
    while (this.again) {
      this.again = false;
      const stopped = await this.deliverAll();
      if (stopped && !this.again) return this.stop(stopped);
    }
    this.wait = FIRST_WAIT;
    this.become("clear");
    return "clear";
  }

  async deliverAll() {
    for (let row = await this.next(); row; row = await this.next()) {
      const stopped = await this.deliver(row);
      if (stopped) return stopped;
    }
    return null;
  }

  stop(state) {
    if (state === "away") {
      this.timer = setTimeout(() => this.send(), this.wait);
      this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
    }
    this.become(state);
    return state;
  }

  async next() {
    return (await this.shelf.rows()).find((row) => row.state === "waiting");
  }

  async deliver(row, introduced = false) {
    const kind = KINDS[row.kind];
    if (!row.attempted) await this.shelf.change(row.order, { attempted: true });
    const value = await this.shelf.open(row.sealed).catch(() => undefined);
    if (value === undefined) {
      await this.shelf.change(row.order, { state: "unreadable" });
      return null;
    }
    let answer;
    try {
      answer = await fetch(row.url, {
        method: "POST",
        body: kind.body(row, value),
        headers: { "Content-Type": kind.type, Accept: "application/json", "X-CSRFToken": this.token },
        redirect: "manual",
        signal: AbortSignal.timeout?.(PATIENCE),
      });
    } catch {
      this.isReached = false;
      return "away";
    }
    this.isReached = true; // what is "away" then is not the line: the service took nothing in
    if (isUnable(answer)) return "away";
    if (answer.type === "opaqueredirect" || answer.status === 401 || (answer.status === 400 && !introduced)) {
      return await this.introduced() || (introduced ? "away" : this.deliver(row, true));
    }
    const news = await answer.json().catch(() => ({}));
    return this.settle(row, answer.status, news, value);
  }

  // Nothing when the same person is signed in, perhaps with a new token; else what stops the sending.
  async introduced() {
    try {
      const found = await readerNow(this.readerUrl);
      if (found?.reader !== this.reader) return found ? "stranger" : "signed-out";
      this.token = found.token;
      renew(found.token);
      return null;
    } catch (problem) {
      this.isReached = problem instanceof Unable;
      return "away";
    }
  }

  async settle(row, status, news, value) {
    if (status === 200) {
      await this.shelf.within(async (rows) => {
        await rows.remove(row.order);
        this.versions.set(called(row), news.version);
        for (const later of await rows.all()) {
          if (!alike(later, row)) continue;
          if (later.state === "waiting" && row.kind === "answer") await rows.put({ ...later, version: news.version });
          else if (later.state === "refused") await rows.remove(later.order);
        }
      });
      this.tell(row, "sent", { ...news, value });
    } else if (status === 409 && "version" in news) {
      await this.disagree(row, news);
      this.tell(row, "conflict", { ...news });
    } else if (status === 409) {
      return "away";
    } else {
      const words = news.error && typeof news.error === "string" ? news.error : news.words || news.message || "";
      await this.shelf.change(row.order, { state: "refused", words });
      this.tell(row, "refused", { words });
    }
    return null;
  }

  // Both texts are kept on the row: what was written here, the latest of it, and what stands there.
  async disagree(row, news) {
    const theirs = await this.shelf.seal(news.value);
    await this.shelf.within(async (rows) => {
      const all = await rows.all();
      const here = all.find((one) => one.order === row.order);
      const later = all.filter((one) => alike(one, row) && one.order > row.order).pop();
      if (!here) return;
      for (const one of all) if (alike(one, row) && one.order > row.order) await rows.remove(one.order);
      await rows.put({ ...here, sealed: (later || here).sealed, state: "conflict", theirs, theirsVersion: news.version, words: news.theirs });
    });
  }

  // One of the two was chosen: mine is sent again, over theirs; or it is let go.
  async choose(row, mine) {
    if (mine) {
      const fields = { state: "waiting", attempted: false, sign: sign(), version: row.theirsVersion, theirs: null };
      await this.shelf.change(row.order, fields);
    } else {
      await this.shelf.remove(row.order);
    }
    return this.send();
  }
}

// A text that was not tried yet is replaced by its newer state; one that was may have arrived, and stays as it is.
async function put(rows, made, versions) {
  if (!KINDS[made.kind].merges) return rows.put(made);
  made.version = Math.max(made.version, versions.get(called(made)) ?? 0);
  const last = (await rows.all()).filter((one) => alike(one, made)).pop();
  if (!last) return rows.put(made);
  if (last.state === "conflict") return rows.put({ ...last, sealed: made.sealed });
  if (last.state === "refused") return rows.put({ ...made, order: last.order, version: last.version });
  if (last.attempted) return rows.put({ ...made, version: last.version });
  return rows.put({ ...last, sealed: made.sealed });
}

function alike(one, other) {
  return called(one) === called(other);
}

function called(row) {
  return `${row.kind} ${row.group} ${row.name}`;
}

function alone(work) {
  return navigator.locks ? navigator.locks.request("capacity-sending", work) : work();
}
