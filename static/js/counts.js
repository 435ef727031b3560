// How much waits in each room of the menu: asked for after the page, so that no page pays for it, and kept for a while
// in this tab, for this person alone. The home of the desk brings its counts along.

const KEY = "capacity:counts";
const FRESH = 60_000;

function kept(whose) {
  try {
    const { at, of, found } = JSON.parse(sessionStorage.getItem(KEY));
    return of === whose && Date.now() - at < FRESH ? found : null;
  } catch {
    return null;
  }
}

function keep(whose, found) {
  try { sessionStorage.setItem(KEY, JSON.stringify({ at: Date.now(), of: whose, found })); } catch { /* asked for again */ }
}

async function asked(url) {
  const answer = await fetch(url, { headers: { Accept: "application/json" } });
  if (!answer.ok || answer.redirected) throw new Error("no counts");
  return answer.json();
}

export default async function counts(rail) {
  const { url, whose } = rail.dataset;
  const ways = [...rail.querySelectorAll("a.room")];
  const brought = ways.filter((way) => way.querySelector(".count"));
  // What is sent may change what waits.
  document.addEventListener("submit", () => { try { sessionStorage.removeItem(KEY); } catch { /* nothing is kept */ } });
  if (brought.length) {
    keep(whose, Object.fromEntries(brought.map((way) => [way.getAttribute("href"), way.querySelector(".count").textContent])));
    return;
  }
  try {
    const found = kept(whose) ?? await asked(url);
    keep(whose, found);
    for (const way of ways) {
      const count = found[way.getAttribute("href")];
      if (count) way.insertAdjacentHTML("beforeend", '<span class="count"></span>');
      if (count) way.lastElementChild.textContent = count;
    }
  } catch {
    // The menu stays without counts.
  }
}
