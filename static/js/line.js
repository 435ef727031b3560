// A form whose moment of arrival counts: without a line its page stays, says so, and goes off as soon as the line is back.
// `notice` says it, and names in data-url what answers while the service is within reach.

import reached from "./reached.js";

const EVERY = 4000;
const PATIENCE = 15000;

export default function line(notice) {
  const form = notice.closest("form");
  let waits = false;
  form.addEventListener("submit", (event) => {
    if (form.dataset.reached) return;
    event.preventDefault();
    if (!waits) send(event.submitter);
  });
  window.addEventListener("beforeunload", (event) => { if (!notice.hidden) event.preventDefault(); });

  async function send(button) {
    waits = true;
    await reached(ask, EVERY, () => { notice.hidden = false; });
    waits = false;
    notice.hidden = true;
    form.dataset.reached = "yes";
    setTimeout(() => { delete form.dataset.reached; });
    form.requestSubmit(button);
  }

  function ask() {
    return fetch(notice.dataset.url, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
  }
}
