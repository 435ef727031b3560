// How far an application is, which pages it has and who else writes follow what is saved: an answer here may bring up a
// question there. Where colleagues write too, it looks again now and then, while somebody looks at the page.

const PAUSE = 400;
const NOW_AND_THEN = 30000;

export default function contents(place) {
  let pause = 0;
  document.addEventListener("capacity:measured", () => {
    clearTimeout(pause);
    pause = setTimeout(follow, PAUSE);
  });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) follow(); });
  setInterval(() => { if (!document.hidden && place.querySelector("[data-together]")) follow(); }, NOW_AND_THEN);

  async function follow() {
    try {
      const answer = await fetch(place.dataset.url, { headers: { Accept: "text/html" } });
      if (!answer.ok || answer.redirected) return;
      const news = document.createElement("template");
      news.innerHTML = await answer.text();
      for (const part of place.querySelectorAll("[data-part]")) {
        const fresh = news.content.querySelector(`[data-part="${part.dataset.part}"]`);
        if (fresh && fresh.innerHTML !== part.innerHTML) part.replaceChildren(...fresh.childNodes);
      }
      const asked = news.content.querySelector("[data-asked]");
      if (asked) document.dispatchEvent(new CustomEvent("capacity:followed", { detail: asked.dataset.asked }));
    } catch {
      // The next page shows it.
    }
  }
}
