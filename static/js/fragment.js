// A part of the page that is fetched after it; without scripts a link to it stands in its place.

export default async function fragment(place) {
  try {
    const answer = await fetch(place.dataset.url, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) return;
    place.innerHTML = await answer.text();
    place.dispatchEvent(new CustomEvent("capacity:new", { bubbles: true }));
  } catch {
    // The link stays.
  }
}
