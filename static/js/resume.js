// On every page of a browser that keeps drafts or registers: what waits is sent, if its author is signed in; and who signs
// out is told that something still waits.

import { openOutbox } from "./outbox.js";
import { READER, readerNow } from "./reader.js";
import { waiting } from "./shelf.js";

const KEEPERS = "[data-module~=draft], [data-module~=register]";
const SHORT = 4000;

export default async function resume() {
  for (const form of document.querySelectorAll("form[action$=\"/sign-out\"]")) form.addEventListener("submit", leaving);
  const [all] = await waiting();
  if (all && !document.querySelector(KEEPERS)) (await mine())?.outbox.send();
}

export async function mine() {
  try {
    const found = await readerNow();
    return found && { outbox: await openOutbox({ ...found, readerUrl: READER }), words: found.waiting, reader: found.reader };
  } catch {
    return null;
  }
}

async function leaving(event) {
  const form = event.target;
  if (form.dataset.asked) return;
  event.preventDefault();
  const [all] = await waiting();
  const found = all ? await mine() : null;
  if (found) {
    await Promise.race([found.outbox.send(), new Promise((done) => { setTimeout(done, SHORT); })]);
    const [, still] = await waiting(found.reader);
    if (still && !window.confirm(found.words)) return;
  }
  form.dataset.asked = "yes";
  form.requestSubmit();
}
