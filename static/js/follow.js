// A page of the form follows what is saved elsewhere: a question that an answer in another window, or a colleague's, brings up
// appears; one that is asked no more goes, and keeps what was written in it; a newer text stands where nobody is writing.

export default function follow(root) {
  document.addEventListener("capacity:followed", async ({ detail }) => {
    const asked = new Map(detail.split(" ").filter(Boolean).map((one) => one.split(":")));
    if (isAsItWas(asked)) return;
    const fresh = await load();
    if (fresh) reconcile(fresh);
  });

  function questions(place) {
    return [...place.querySelectorAll("[data-question]")];
  }

  function isAsItWas(asked) {
    const here = questions(root).filter((one) => !("gone" in one.dataset) && one.dataset.met !== "no");
    return here.length === asked.size && here.every((one) => Number(asked.get(one.dataset.question) ?? -1) <= Number(one.dataset.version));
  }

  async function load() {
    try {
      const answer = await fetch(location.pathname, { headers: { Accept: "text/html" } });
      if (!answer.ok || answer.redirected) return null;
      const page = document.createElement("template");
      page.innerHTML = await answer.text();
      return questions(page.content);
    } catch {
      return null; // the next page shows it
    }
  }

  function reconcile(fresh) {
    let changed = false;
    const wanted = new Set(fresh.map((one) => one.dataset.question));
    for (const one of questions(root)) {
      if (!wanted.has(one.dataset.question) && !("gone" in one.dataset)) { setAside(one, true); changed = true; }
    }
    let before = null;
    for (const news of fresh) {
      const here = questions(root).find((one) => one.dataset.question === news.dataset.question);
      if (!here) { add(news, before); changed = true; } else {
        if ("gone" in here.dataset) { setAside(here, false); changed = true; }
        if (news.dataset.met && news.dataset.met !== here.dataset.met) {
          Object.assign(here.dataset, { met: news.dataset.met, chain: news.dataset.chain });
          changed = true;
        }
        here.dispatchEvent(new CustomEvent("capacity:newer", { bubbles: true, detail: news }));
      }
      before = here || news;
    }
    root.dispatchEvent(new CustomEvent("capacity:put"));
    if (changed) root.querySelector("[data-risen]").textContent = root.dataset.risen;
  }

  function add(question, before) {
    if (before) before.after(question);
    else questions(root)[0].before(question);
    question.dispatchEvent(new CustomEvent("capacity:new", { bubbles: true }));
  }

  function setAside(question, aside) {
    if (aside) question.dataset.gone = "";
    else delete question.dataset.gone;
    question.hidden = aside;
    question.querySelector("input[name=seen]").disabled = aside;
  }
}
