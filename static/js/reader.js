// Who is signed in in this browser now. A page made in an earlier session of the same person takes the token of the new one:
// its forms, and what it sends by itself, go on.

export const READER = new URL("../../../this-device/reader", import.meta.url).pathname;

// There is a line, but the service takes nothing in at this moment.
export class Unable extends Error {}

export function isUnable(answer) {
  return answer.status >= 500 || answer.status === 429 || answer.status === 408;
}

// What the server says of its reader, nothing when nobody is signed in; an error when there is no line or no answer.
export async function readerNow(url = READER) {
  const answer = await fetch(url, { headers: { Accept: "application/json" } });
  if (isUnable(answer)) throw new Unable();
  const found = await answer.json();
  return found.reader ? found : null;
}

export function renew(token) {
  for (const field of document.querySelectorAll("input[name=csrf_token]")) field.value = token;
}
