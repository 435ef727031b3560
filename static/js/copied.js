// A page that was opened from this device, as the service did not answer, says of when it is; and, once the service answers
// again, that the page as it stands now can be had. What was typed meanwhile is sent by itself.

import { readerNow } from "./reader.js";

const EVERY = 5000;

export default async function copied() {
  const notice = document.querySelector("[data-kept-copy]");
  if (!notice) return;
  notice.hidden = false;
  while (!(await isReached())) await pause();
  notice.querySelector("[data-of]").hidden = true;
  notice.querySelector("[data-back]").hidden = false;
}

async function isReached() {
  try {
    await readerNow();
    return true;
  } catch {
    return false;
  }
}

// Until the browser says that the line is back, and for some seconds at most: it does not always know.
function pause() {
  return new Promise((done) => {
    setTimeout(done, EVERY);
    window.addEventListener("online", done, { once: true });
  });
}
