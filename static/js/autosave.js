// Sends a form to the address in data-autosave a moment after the last change, and says when it was saved, or that it is
// not: while the line is cut it tries again; when the session has ended it goes on after one has signed in again in another
// tab. Without it the form is saved by its button.

const PAUSE = 1500;
const ENDED = new Set([400, 401, 403]);

export default function autosave(form) {
  const address = form.querySelector("[data-autosave]");
  const words = form.querySelector("[data-saved]");
  const away = form.querySelector("[data-ended]");
  let timer = 0;
  let changes = 0; // of which so many are not with the service yet
  let going = null;
  let refused = false; // what stands there is not in order: the button shows what is wrong

  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("submit", leave);
  window.addEventListener("focus", again);
  window.addEventListener("online", again);
  window.addEventListener("beforeunload", (event) => { if (changes) event.preventDefault(); });

  function later() {
    changes += 1;
    wait(PAUSE);
  }

  function again() {
    if (changes) wait(0);
  }

  function wait(pause) {
    clearTimeout(timer);
    timer = setTimeout(save, pause);
  }

  // One at a time: a slow answer is never overtaken by an older text.
  function save() {
    clearTimeout(timer);
    going = (going || Promise.resolve()).then(send);
    return going;
  }

  async function send() {
    const seen = changes;
    try {
      let answer = await post();
      if (isEnded(answer) && (await renew())) answer = await post();
      if (isEnded(answer)) return tell(words.dataset.unsaved, true);
      refused = answer.status === 422;
      if (refused) return tell(words.dataset.unsaved, false);
      if (!answer.ok) throw new Error(answer.status);
      const said = await answer.json();
      changes = changes === seen ? 0 : changes - seen;
      tell(said.words, false);
      form.dispatchEvent(new CustomEvent("capacity:saved", { detail: said }));
    } catch {
      tell(words.dataset.unsaved, false);
      wait(PAUSE * 4);
    }
  }

  function post() {
    return fetch(address.dataset.autosave, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
  }

  function isEnded(answer) {
    return answer.redirected || ENDED.has(answer.status);
  }

  // Whoever has signed in again is given another sign for this form.
  async function renew() {
    const answer = await fetch(location.href);
    if (!answer.ok || answer.redirected) return false;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(form.id);
    if (!fresh) return false;
    form.elements.csrf_token.value = fresh.elements.csrf_token.value;
    return true;
  }

  function tell(said, isAway) {
    words.textContent = said;
    away.hidden = !isAway;
  }

  // What could not be saved is not lost to a page that says so: the button works once it was saved.
  async function leave(event) {
    clearTimeout(timer);
    if (form.dataset.ready || !changes) return;
    event.preventDefault();
    await save();
    if (changes && !refused) return;
    changes = 0;
    form.dataset.ready = "yes";
    form.requestSubmit(event.submitter);
    setTimeout(() => { delete form.dataset.ready; });
  }
}
