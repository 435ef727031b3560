// The sign of a submission is made here and kept until it was answered: sending it again, after a line that broke or a page
// that was loaded anew, is the same submission. After a receipt the next one gets a sign of its own. Answers that still
// wait on this device go first.

import { mine } from "./resume.js";
import { sign, waiting } from "./shelf.js";

export default async function submission(mark) {
  const { application, earlier } = mark.dataset;
  const field = mark.closest("form")?.querySelector("[name=submission_id]"); // who may not send it has none
  if (field) signed(field, `capacity:submission:${application}-${earlier}`);
  await first(application);
}

function signed(field, name) {
  try {
    field.value = localStorage.getItem(name) || sign();
    localStorage.setItem(name, field.value);
  } catch {
    field.value = sign(); // nothing is kept here: it lasts as long as the page
  }
}

async function first(application) {
  const [all] = await waiting();
  const found = all ? await mine() : null;
  if (!found) return;
  const before = await found.outbox.rows("answer", application);
  if (!before.length) return;
  await found.outbox.send();
  const left = await found.outbox.rows("answer", application);
  if (left.length) document.querySelector("[data-unsent]").hidden = false;
  if (left.length < before.length) location.reload();
}
