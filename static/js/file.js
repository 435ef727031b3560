// Shows which files were chosen, pictures as pictures, before they are sent.

export default function file(drop) {
  const input = drop.querySelector("input[type=file]");
  const list = drop.querySelector("[data-file-list]");
  if (!input || !list) return;
  const size = new Intl.NumberFormat(document.documentElement.lang, {
    style: "unit", unit: "megabyte", maximumFractionDigits: 1, numberingSystem: "latn",
  });
  let pictures = [];

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

function element(name, className, text = "") {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  if (text) made.dir = "auto";
  return made;
}
