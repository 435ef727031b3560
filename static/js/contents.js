// How far an application is, which pages it has and who else writes follow what is saved: an answer here may bring up a
// question there. Where colleagues write too, and after the closing, it looks again now and then, while somebody looks at
// the page.

const PAUSE = 400;
const NOW_AND_THEN = 30000;

export default function contents(place) {
  let pause = 0;
  document.addEventListener("capacity:measured", () => {
    clearTimeout(pause);
    pause = setTimeout(follow, PAUSE);
  });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) follow(); });
  setInterval(() => { if (!document.hidden && (place.querySelector("[data-together]") || isOver())) follow(); }, NOW_AND_THEN);

  // Told by how long the page has been open: the clock of a device may be wrong. What the service says counts.
  function isOver() {
    return performance.now() / 1000 > Number(place.dataset.left) && !place.querySelector("[data-closed]");
  }

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
