// Asks how far a long work has come: {"done": 3, "total": 10, "words": "…", "next": "/address of the result" or null}.

const WAIT = 1500;
const LONGEST = 15000;

export default function progress(panel) {
  const bar = panel.querySelector("progress");
  const words = panel.querySelector("[data-words]");
  let wait = WAIT;

  async function ask() {
    try {
      const answer = await fetch(panel.dataset.url, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const news = await answer.json();
      bar.max = news.total || 1;
      bar.value = news.done;
      if (words.textContent !== news.words) words.textContent = news.words;
      if (news.next) {
        window.location.assign(news.next);
        return;
      }
      // A job goes on after its last piece: it still puts its file away. Letters are done when all have left.
      if (!news.state && news.total && news.done >= news.total) return;
      wait = WAIT;
    } catch {
      wait = Math.min(wait * 2, LONGEST);
    }
    setTimeout(ask, wait);
  }

  setTimeout(ask, wait);
}
