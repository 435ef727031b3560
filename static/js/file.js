// Shows which files were chosen, pictures as pictures, before they are sent with their form.

import { chooserOf, rowOf, sizeWords } from "./upload_rows.js";

export default function file(drop) {
  const input = drop.querySelector("input[type=file]");
  const list = drop.querySelector("[data-file-list]");
  chooserOf(drop, input);
  input.addEventListener("change", () => {
    list.replaceChildren(...[...input.files].map((chosen) => rowOf({ file: chosen }, { note: sizeWords(chosen.size) })));
    list.hidden = input.files.length === 0;
  });
}
