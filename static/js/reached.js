// Waits until the service is within reach again: asks, and after each time in vain says so (`missed`), and waits until the
// browser says that the line is back, or for so many milliseconds: it does not always know.

export default async function reached(ask, every, missed = () => {}) {
  for (;;) {
    try {
      await ask();
      return;
    } catch {
      missed();
      await new Promise((done) => {
        setTimeout(done, every);
        window.addEventListener("online", done, { once: true });
      });
    }
  }
}
