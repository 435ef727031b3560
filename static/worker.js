// The service worker. It keeps the pages that the server lets it keep (a draft's, a register's), for one reader at a
// time, with the scripts and styles they were made with; it asks the network first, and answers with what it kept only
// when there is none. Everything else passes by. `house` is written above this file by the server.

const SHELL = "shell-";
const PAGES = "pages-";
const WEAK = 8000; // a line that has not begun to answer by then is as good as none
const AT_ONCE = 1000;
const WRITING = 20000; // nor one that took in no answer by then; files may need longer
const OLD = 14 * 24 * 3600 * 1000;
const FRESH = 3600 * 1000;
const ASSET = /\/static\/[0-9a-f]{12}\/[^"'\s)<>]+/g;

let weakAt = 0; // when the line was last found to be as good as none: then it has to prove itself

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("message", (event) => {
  if (event.data.keep) event.waitUntil(keepAll(event.data.keep));
  if (event.data.forget) event.waitUntil(forgetPages().then(() => event.ports[0]?.postMessage("done")));
});

async function install() {
  const shell = await caches.open(SHELL + house.version);
  await shell.addAll(house.shell);
  await self.skipWaiting();
}

// The version before this one stays: a kept page may still be made of it.
async function activate() {
  const shells = (await caches.keys()).filter((name) => name.startsWith(SHELL) && name !== SHELL + house.version);
  await Promise.all(shells.slice(0, -1).map((name) => caches.delete(name)));
  await self.clients.claim();
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.method === "GET" && url.pathname.startsWith(house.assets)) event.respondWith(asset(request, url));
  else if (request.mode === "navigate") event.respondWith(request.method === "GET" ? opened(event) : sent(request, url));
});

async function asset(request, url) {
  const kept = await caches.match(request, { ignoreVary: true });
  if (kept) return kept;
  try {
    return await fetch(request);
  } catch (problem) {
    const name = url.pathname.slice(house.assets.length).replace(/^[0-9a-f]+/, "");
    const shell = await caches.open(SHELL + house.version);
    const same = (await shell.keys()).find((one) => new URL(one.url).pathname.endsWith(name));
    if (same) return shell.match(same);
    throw problem;
  }
}

async function opened(event) {
  const { request } = event;
  const kept = await keptPage(request.url);
  const asked = fetch(request);
  try {
    const answer = kept ? await inTime(asked, Date.now() - weakAt < WRITING ? AT_ONCE : WEAK) : await asked;
    if (kept && [502, 503, 504].includes(answer.status)) return copyOf(kept);
    event.waitUntil(notice(request.url, answer.clone()).catch(() => {}));
    return answer;
  } catch {
    asked.then((late) => notice(request.url, late)).catch(() => {});
    return kept ? copyOf(kept) : without(request);
  }
}

// A page that does not come from the network bears a mark, by which its script says so.
async function copyOf(page) {
  const text = await page.text();
  return new Response(text.replace("<html ", "<html data-copy "), { headers: page.headers });
}

function inTime(asked, patience) {
  return new Promise((done, failed) => {
    const timer = setTimeout(() => { weakAt = Date.now(); failed(new Error("weak")); }, patience);
    asked.then((answer) => { weakAt = 0; done(answer); }, failed).finally(() => clearTimeout(timer));
  });
}

// A form that was sent: who signs out, here or everywhere, takes the kept pages along, whether or not the line holds.
async function sent(request, url) {
  const leaves = house.leaving.includes(url.pathname);
  if (leaves) await forgetPages();
  const files = (request.headers.get("Content-Type") || "").startsWith("multipart/");
  try {
    const asked = fetch(request);
    return !files && await keptPage(request.url) ? await inTime(asked, WRITING) : await asked;
  } catch {
    if (leaves) return Response.redirect(`${house.device}?left=yes`, 303);
    const back = [request.url, request.referrer];
    for (const address of back) {
      if (address && await keptPage(address)) return Response.redirect(`${plain(address)}#away`, 303); // its script says why it is back
    }
    return Response.redirect(house.device, 303);
  }
}

// What a page from the network says of itself: whose it is, whether it may be kept, what may be forgotten.
async function notice(url, answer) {
  if (answer.type === "opaqueredirect") return;
  const reader = answer.headers.get("Capacity-Reader");
  if (reader && reader !== "nobody") await forgetPages(PAGES + reader);
  const beginning = answer.headers.get("Capacity-Forget");
  if (beginning) await forgetBeginning(beginning);
  if (reader && answer.ok && answer.headers.has("Capacity-Keep")) await keep(PAGES + reader, url, answer);
  else if (reader && reader !== "nobody" && answer.ok) await forgetPage(url); // it may be kept no more
  if ([403, 404, 410].includes(answer.status)) await forgetPage(url);
}

async function keep(name, url, answer) {
  const text = await answer.text();
  const headers = new Headers({
    "Content-Type": answer.headers.get("Content-Type"),
    "Content-Security-Policy": answer.headers.get("Content-Security-Policy") || "",
    "Capacity-Keep": answer.headers.get("Capacity-Keep"),
    "Kept-At": String(Date.now()),
  });
  await keepAssets(text);
  await (await caches.open(name)).put(plain(url), new Response(text, { headers }));
}

async function keepAssets(text) {
  const shell = await caches.open(SHELL + house.version);
  for (const address of new Set(text.match(ASSET))) {
    if (!await caches.match(address, { ignoreVary: true })) await shell.add(address);
  }
}

async function keepAll({ reader, stamp, language, urls }) {
  const name = PAGES + reader;
  await forgetPages(name);
  const pages = await caches.open(name);
  await forgetOld(pages);
  for (const url of urls) {
    const kept = await pages.match(plain(url));
    if (kept && kept.headers.get("Capacity-Keep") === stamp && Date.now() - kept.headers.get("Kept-At") < FRESH) continue;
    const answer = await fetch(plain(url), { headers: { Accept: "text/html" }, redirect: "error" }).catch(() => null);
    if (answer === null) continue;
    if (answer.headers.get("Capacity-Reader") !== reader) return;
    if (answer.ok && answer.headers.has("Capacity-Keep")) await keep(name, url, answer);
  }
  await keepDevice(language);
}

// The page that stands where there is no network, as anybody sees it.
async function keepDevice(language) {
  const shell = await caches.open(SHELL + house.version);
  const address = new URL(house.device, self.location);
  address.searchParams.set("lang", language);
  if (await shell.match(address)) return;
  const answer = await fetch(address, { credentials: "omit" });
  if (!answer.ok) return;
  await keepAssets(await answer.clone().text());
  await shell.put(address, answer);
}

async function without(request) {
  const names = (await caches.keys()).filter((name) => name.startsWith(SHELL)).reverse();
  const wanted = await languageOfKept();
  for (const name of names) {
    const shell = await caches.open(name);
    const pages = (await shell.keys()).filter((one) => new URL(one.url).pathname === house.device);
    const page = pages.find((one) => new URL(one.url).searchParams.get("lang") === wanted) || pages[0];
    if (page) return copyOf(await shell.match(page));
  }
  return fetch(request); // the browser's own page says that there is no network
}

async function languageOfKept() {
  for (const name of await pageNames()) {
    const pages = await caches.open(name);
    const all = await Promise.all((await pages.keys()).map((one) => pages.match(one)));
    const [latest] = all.filter((one) => one.headers.has("Kept-At")).sort((a, b) => b.headers.get("Kept-At") - a.headers.get("Kept-At"));
    if (latest) return latest.headers.get("Capacity-Keep").split(".")[0];
  }
  return "ar";
}

async function keptPage(url) {
  for (const name of await pageNames()) {
    const kept = await (await caches.open(name)).match(plain(url));
    if (kept) return kept;
  }
  return null;
}

async function pageNames() {
  return (await caches.keys()).filter((name) => name.startsWith(PAGES));
}

async function forgetPages(but = "") {
  await Promise.all((await pageNames()).filter((name) => name !== but).map((name) => caches.delete(name)));
}

async function forgetPage(url) {
  for (const name of await pageNames()) await (await caches.open(name)).delete(plain(url));
}

async function forgetBeginning(beginning) {
  for (const name of await pageNames()) {
    const pages = await caches.open(name);
    const over = (await pages.keys()).filter((one) => `${new URL(one.url).pathname}/`.startsWith(beginning));
    await Promise.all(over.map((one) => pages.delete(one)));
  }
}

async function forgetOld(pages) {
  for (const one of await pages.keys()) {
    const at = Number((await pages.match(one)).headers.get("Kept-At"));
    if (at && Date.now() - at > OLD) await pages.delete(one);
  }
}

function plain(url) {
  const address = new URL(url, self.location);
  address.hash = "";
  return address.href;
}
