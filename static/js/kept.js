// The page of what this browser keeps: the pages that open without a network, what waits to be sent, and a way to let go.

import { openOutbox } from "./outbox.js";
import { waiting } from "./shelf.js";

export default async function kept(root) {
  if (!("caches" in window) || !("indexedDB" in window)) return;
  root.hidden = false;
  document.querySelector("[data-left]").hidden = !new URLSearchParams(location.search).has("left");
  for (const place of document.querySelectorAll("[data-away]")) place.hidden = navigator.onLine && !("copy" in document.documentElement.dataset);
  root.querySelector("[data-forget]").addEventListener("click", forget);
  await show();

  async function show() {
    const pages = await keptPages();
    fill("[data-pages]", inOrder(pages).map(link));
    root.querySelector("[data-no-pages]").hidden = pages.length > 0;
    const found = await reader();
    const [all, own] = await waiting(found?.reader);
    root.querySelector("[data-all]").textContent = all;
    root.querySelector("[data-none]").hidden = all > 0;
    root.querySelector("[data-some]").hidden = all === 0;
    root.querySelector("[data-strange]").hidden = !found || own === all;
    root.querySelector("[data-forget]").hidden = all === 0 && pages.length === 0;
    if (found && own) {
      const outbox = await openOutbox({ ...found, readerUrl: root.dataset.readerUrl });
      outbox.addEventListener("news", async () => { root.querySelector("[data-all]").textContent = (await waiting())[0]; });
      if (await outbox.send() === "clear") await count();
    }
  }

  async function count() {
    const [all] = await waiting();
    root.querySelector("[data-none]").hidden = all > 0;
    root.querySelector("[data-some]").hidden = all === 0;
  }

  function fill(place, items) {
    root.querySelector(place).replaceChildren(...items);
  }

  async function reader() {
    try {
      const found = await (await fetch(root.dataset.readerUrl, { headers: { Accept: "application/json" } })).json();
      return found.reader ? found : null;
    } catch {
      return null;
    }
  }

  async function forget() {
    if (!window.confirm(root.dataset.sure)) return;
    for (const name of (await caches.keys()).filter((one) => one.startsWith("pages-"))) await caches.delete(name);
    await new Promise((done) => { Object.assign(indexedDB.deleteDatabase("capacity"), { onsuccess: done, onerror: done, onblocked: done }); });
    await show();
  }
}

async function keptPages() {
  const found = [];
  for (const name of (await caches.keys()).filter((one) => one.startsWith("pages-"))) {
    const pages = await caches.open(name);
    for (const request of await pages.keys()) {
      const page = await pages.match(request);
      if (!page.headers.has("Kept-At")) continue;
      const text = new DOMParser().parseFromString(await page.text(), "text/html");
      const { lang, dir } = text.documentElement;
      const contents = [...text.querySelectorAll(".contents a")].map((one) => new URL(one.getAttribute("href"), location).href);
      found.push({ url: request.url, title: text.title.split(" – ").slice(0, -1).join(" – ") || text.title, lang, dir, contents });
    }
  }
  return found;
}

// Each record's pages together: first its own, then those of its contents as they are listed there.
function inOrder(pages) {
  const records = pages.map(({ url }) => recordOf(url));
  const listed = pages.flatMap(({ contents }) => contents);
  return pages.sort((one, other) => records.indexOf(recordOf(one.url)) - records.indexOf(recordOf(other.url)) || listed.indexOf(one.url) - listed.indexOf(other.url));
}

// The address as far as its first number.
function recordOf(url) {
  return /^\D*:\/\/[^/]*\D*\d*/.exec(url)?.[0] ?? url;
}

function link({ url, title, lang, dir }) {
  const line = document.createElement("li");
  const way = document.createElement("a");
  Object.assign(way, { href: url, textContent: title, lang, dir });
  line.append(way);
  return line;
}
