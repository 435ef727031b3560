// How far an application is, and which pages it has, follow what is saved: an answer here may bring up a question there.

const PAUSE = 400;

export default function contents(place) {
  let pause = 0;
  document.addEventListener("capacity:measured", () => {
    clearTimeout(pause);
    pause = setTimeout(follow, PAUSE);
  });

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
    } catch {
      // The next page shows it.
    }
  }
}
