// After a refused form one starts at the summary of its errors.

export default function focus(element) {
  element.focus({ preventScroll: false });
}
