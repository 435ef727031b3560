// Sends files with a progress bar as soon as they are chosen; without it the button sends them.

export default function upload(form) {
  const input = form.querySelector("input[type=file]");
  const place = form.querySelector("[data-progress]");
  const bar = place.querySelector("progress");
  const words = place.querySelector("[data-words]");
  const size = new Intl.NumberFormat(document.documentElement.lang, {
    style: "unit", unit: "megabyte", maximumFractionDigits: 1, numberingSystem: "latn",
  });

  form.addEventListener("submit", (event) => {
    if (input.files.length === 0) return;
    event.preventDefault();
    send();
  });
  input.addEventListener("change", () => { if (input.files.length) send(); });

  function send() {
    if (form.getAttribute("aria-busy") === "true") return;
    form.setAttribute("aria-busy", "true");
    place.hidden = false;
    const request = new XMLHttpRequest();
    const names = [...input.files].map((file) => file.name).join(" – ");
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => {
      if (!event.lengthComputable) return;
      bar.value = Math.round((100 * event.loaded) / event.total);
      words.textContent = form.dataset.sending
        .replace("{name}", names)
        .replace("{done}", size.format(event.loaded / 1e6))
        .replace("{total}", size.format(event.total / 1e6));
    });
    request.addEventListener("load", () => {
      const news = request.response;
      if (request.status === 200 && news && news.next) {
        const next = new URL(news.next, window.location.href);
        window.location.assign(next);
        if (next.pathname === window.location.pathname) window.location.reload();
        return;
      }
      failed((news && (news.error || news.message)) || form.dataset.failed);
    });
    request.addEventListener("error", () => failed(form.dataset.failed));
    request.send(new FormData(form));
  }

  function failed(sentence) {
    form.removeAttribute("aria-busy");
    bar.value = 0;
    words.textContent = typeof sentence === "string" ? sentence : form.dataset.failed;
    words.setAttribute("role", "alert");
    input.value = "";
  }
}
