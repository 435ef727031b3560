// The name under which a file is on its way, kept in this browser so that choosing the same file again goes on where it
// stopped, even after the browser was closed. Neither the file nor its name is kept, only a number made from them.

const BEFORE = "upload:";
const DAY = 24 * 3600 * 1000;

function placeOf(where, file) {
  let mixed = 0xcbf29ce484222325n;
  for (const sign of `${where}|${file.name}|${file.size}|${file.lastModified}`) {
    mixed = ((mixed ^ BigInt(sign.codePointAt(0))) * 0x100000001b3n) & 0xffffffffffffffffn;
  }
  return BEFORE + mixed.toString(36);
}

function remembered(where, file) {
  try {
    const kept = JSON.parse(localStorage.getItem(placeOf(where, file)) || "null");
    return kept && kept.until > Date.now() ? kept.key : null;
  } catch {
    return null;
  }
}

export function keyOf(where, file) {
  const known = remembered(where, file);
  if (known) return known;
  const bytes = crypto.getRandomValues(new Uint8Array(18));
  const key = btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_");
  try {
    for (const name of Object.keys(localStorage)) if (name.startsWith(BEFORE) && !(JSON.parse(localStorage.getItem(name)).until > Date.now())) localStorage.removeItem(name);
    localStorage.setItem(placeOf(where, file), JSON.stringify({ key, until: Date.now() + DAY }));
  } catch { /* a browser that keeps nothing sends the file from the beginning another time */ }
  return key;
}

export function forget(where, file) {
  try { localStorage.removeItem(placeOf(where, file)); } catch { /* nothing was kept */ }
}
