// A page that was opened from this device, as the service did not answer, says of when it is; and, once the service answers
// again, that the page as it stands now can be had. What was typed meanwhile is sent by itself.

import reached from "./reached.js";
import { readerNow } from "./reader.js";

const EVERY = 5000;

export default async function copied() {
  const notice = document.querySelector("[data-kept-copy]");
  if (!notice) return;
  notice.hidden = false;
  await reached(() => readerNow(), EVERY);
  notice.querySelector("[data-of]").hidden = true;
  notice.querySelector("[data-back]").hidden = false;
}
