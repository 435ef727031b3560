// What is seen of files on their way: a row each, pictures as pictures; and the two buttons that choose them.

const pictures = new WeakMap();
const shown = new WeakMap(); // what stands in a list: the row of each file

// As the pages say it: Arabic abbreviates one of the two units and not the other.
function written(unit, digits) {
  const { lang } = document.documentElement;
  return new Intl.NumberFormat(lang.replace("ar", "ar-MA"), {
    style: "unit", unit, unitDisplay: lang === "ar" ? "long" : "short", maximumFractionDigits: digits, numberingSystem: "latn",
  });
}

export function sizeWords(bytes) {
  return bytes < 1e6 ? written("kilobyte", 0).format(Math.ceil(bytes / 1e3)) : written("megabyte", 1).format(bytes / 1e6);
}

export function rowOf(item, { note, words, first, last, remove, move }) {
  const row = element("li", item.error ? "file file--refused" : "file");
  const acts = element("span", "file__acts");
  if (move) {
    acts.append(button("↑", words.up, () => move(-1), first), button("↓", words.down, () => move(1), last));
  }
  if (remove) acts.append(button("×", words.remove, remove));
  const name = element("span", "file__name");
  name.append(element("bdi", "", item.file.name));
  row.append(markOf(item.file), name, acts, element("span", "file__note", note));
  return row;
}

// The list is drawn anew with each piece that arrives: who stands on a button of a row stays there, wherever the row lies
// now; who took the last one out stands where files are chosen.
export function showRows(list, rows, chooser) {
  const { activeElement } = document;
  const held = [...(shown.get(list) ?? [])].find(([, row]) => row.contains(activeElement))?.[0];
  const label = activeElement?.getAttribute("aria-label");
  list.replaceChildren(...rows.values());
  shown.set(list, rows);
  if (!held) return;
  const row = rows.get(held) ?? [...rows.values()].pop();
  const buttons = [...(row?.querySelectorAll("button:enabled") ?? [])];
  (buttons.find((one) => one.getAttribute("aria-label") === label) ?? buttons[0] ?? chooser).focus();
}

function button(sign, label, act, disabled = false) {
  const made = element("button", "btn btn-plain file__act");
  Object.assign(made, { type: "button", disabled });
  made.setAttribute("aria-label", label);
  made.textContent = sign;
  made.addEventListener("click", act);
  return made;
}

function markOf(file) {
  const place = element("span", "file__mark");
  if (!file.type.startsWith("image/")) return place;
  if (!pictures.has(file)) pictures.set(file, URL.createObjectURL(file));
  const picture = element("img", "");
  picture.alt = "";
  picture.addEventListener("error", () => picture.remove()); // a kind of picture that this browser cannot draw
  picture.src = pictures.get(file);
  place.append(picture);
  return place;
}

// The browser's own chooser said as two buttons; the camera where there is a finger to press it.
export function chooserOf(form, input) {
  const chooser = form.querySelector("[data-chooser]");
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
