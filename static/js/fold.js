// On a phone a part that can wait is folded under its heading, so that what waits comes first; without script it is open.

export default function fold(part) {
  if (matchMedia("(max-width: 48rem)").matches) part.open = false;
}
