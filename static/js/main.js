// Wakes what a page asks for: data-module="counter busy" loads ./counter.js and ./busy.js.
// Every page works without any of this; a module makes it quicker or clearer, never possible.

const waking = [];

function wake(root) {
  for (const element of root.querySelectorAll("[data-module]")) {
    for (const name of element.dataset.module.split(/\s+/)) {
      const done = `awake${name}`;
      if (!/^[a-z_]+$/.test(name) || done in element.dataset) continue;
      element.dataset[done] = "";
      waking.push(import(`./${name}.js`).then((module) => module.default(element)));
    }
  }
}

document.documentElement.classList.add("has-script");
wake(document);
Promise.all(waking).then(() => { document.documentElement.dataset.awake = ""; });
document.addEventListener("capacity:new", (event) => wake(event.target));
if (!CSS.supports("selector(:has(*))")) import("./chosen.js").then((module) => module.default());
// Where a page was kept, something may still wait to be sent from it.
if (navigator.serviceWorker?.controller) import("./resume.js").then((module) => module.default());
// The worker opened a copy, as the service did not answer: the page says so.
if ("copy" in document.documentElement.dataset) import("./copied.js").then((module) => module.default());
