// What this browser may keep of the pages: the worker that opens them without a network, and, beside a page that it kept,
// what has been saved since. All of it goes when its reader signs out or another person signs in.

export function device(marks, urls) {
  if (!navigator.serviceWorker) return;
  const language = document.documentElement.lang;
  const { reader, stamp } = marks;
  const begin = async () => {
    try {
      await navigator.serviceWorker.register(marks.worker);
      const { active } = await navigator.serviceWorker.ready;
      active.postMessage({ keep: { reader, stamp, language, urls: [...new Set([location.pathname + location.search, ...urls])] } });
    } catch {
      // A browser that wants no worker: the page works with a network, and keeps what was typed.
    }
  };
  if (document.readyState === "complete") begin();
  else window.addEventListener("load", begin);
}

// Whether a page opens here without a network.
export async function isKept(url) {
  try {
    return Boolean(await caches.match(new URL(url, location).href.split("#")[0], { ignoreVary: true }));
  } catch {
    return false;
  }
}

export async function remember(reader, name, fact) {
  try {
    const pages = await caches.open(`pages-${reader}`);
    await pages.put(`/this-device/known/${name}`, new Response(JSON.stringify(fact)));
  } catch {
    // Nothing is kept here: then no page is opened from it either.
  }
}

export async function recall(reader, name) {
  try {
    const found = await caches.match(`/this-device/known/${name}`, { cacheName: `pages-${reader}` });
    return found ? await found.json() : null;
  } catch {
    return null;
  }
}
