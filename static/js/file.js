// Two plain buttons instead of the browser's own chooser, one of them the camera; shows which files were chosen,
// pictures as pictures, before they are sent.

export default function file(drop) {
  const input = drop.querySelector("input[type=file]");
  const list = drop.querySelector("[data-file-list]");
  if (!input || !list) return;
  const size = new Intl.NumberFormat(document.documentElement.lang, {
    style: "unit", unit: "megabyte", maximumFractionDigits: 1, numberingSystem: "latn",
  });
  let pictures = [];
  offer(drop, input);

  input.addEventListener("change", () => {
    for (const url of pictures) URL.revokeObjectURL(url);
    pictures = [];
    list.replaceChildren(...[...input.files].map(row));
    list.hidden = input.files.length === 0;
  });

  function row(chosen) {
    const item = element("li", "file");
    item.append(mark(chosen), element("span", "file__name", chosen.name), element("span", ""));
    item.append(element("span", "file__note", size.format(chosen.size / 1e6)));
    return item;
  }

  function mark(chosen) {
    const place = element("span", "file__mark");
    if (!chosen.type.startsWith("image/")) return place;
    const picture = element("img", "");
    picture.alt = "";
    picture.src = URL.createObjectURL(chosen);
    pictures.push(picture.src);
    place.append(picture);
    return place;
  }
}

function offer(drop, input) {
  const chooser = drop.querySelector("[data-chooser]");
  if (!chooser) return;
  const camera = chooser.querySelector("[data-camera]");
  chooser.hidden = false;
  input.classList.add("visually-hidden");
  camera.hidden = !window.matchMedia("(pointer: coarse)").matches || !/image|\.jpe?g/.test(input.accept || "image");
  camera.addEventListener("click", () => {
    const lens = element("input", "");
    Object.assign(lens, { type: "file", accept: "image/*", capture: "environment" });
    lens.addEventListener("change", () => {
      const taken = new DataTransfer();
      for (const picture of lens.files) taken.items.add(picture);
      input.files = taken.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
    lens.click();
  });
}

function element(name, className, text = "") {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  if (text) made.dir = "auto";
  return made;
}
