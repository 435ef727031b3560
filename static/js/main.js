// Wakes what a page asks for: data-module="counter busy" loads ./counter.js and ./busy.js.
// Every page works without any of this; a module makes it quicker or clearer, never possible.

function wake(root) {
  for (const element of root.querySelectorAll("[data-module]")) {
    for (const name of element.dataset.module.split(/\s+/)) {
      const done = `awake${name}`;
      if (!/^[a-z_]+$/.test(name) || done in element.dataset) continue;
      element.dataset[done] = "";
      import(`./${name}.js`).then((module) => module.default(element));
    }
  }
}

document.documentElement.classList.add("has-script");
wake(document);
document.addEventListener("capacity:new", (event) => wake(event.target));
if (!CSS.supports("selector(:has(*))")) import("./chosen.js").then((module) => module.default());
