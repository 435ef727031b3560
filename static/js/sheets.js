// Pictures of pages: where as many as may be are being drawn already, a page is asked for again a little later.

const TRIES = 6;
const WAIT = 4000;

export default function sheets(root) {
  for (const picture of root.querySelectorAll("img")) {
    const address = picture.getAttribute("src");
    let tries = 0;
    picture.addEventListener("error", () => {
      tries += 1;
      if (tries <= TRIES) setTimeout(() => { picture.src = `${address}&try=${tries}`; }, WAIT);
    });
  }
}
