// A file may be dropped anywhere on the form, and is sent with its progress shown; the page works without this.
const part = (form, name) => form.querySelector(`[data-${name}]`);
const hidden = (form, name, is) => { part(form, name).hidden = is; };
const fileOf = (form) => form.querySelector("[type=file]");
const look = (form) => hidden(form, "too-large", (fileOf(form).files[0]?.size ?? 0) <= Number(form.dataset.limit));

const over = (event) => {
  const form = event.target.closest?.("[data-drop]");
  if (!form || !event.dataTransfer.types.includes("Files")) return;
  event.preventDefault();
  form.classList.toggle("over", event.type === "dragover");
  if (event.type !== "drop" || !event.dataTransfer.files.length) return;
  fileOf(form).files = event.dataTransfer.files;
  look(form);
};
for (const name of ["dragover", "dragleave", "drop"]) document.addEventListener(name, over);

document.addEventListener("change", (event) => {
  const form = event.target.closest("[data-drop]");
  if (form && event.target.type === "file") look(form);
});

// Until all is sent the bar tells how much; then the server reads, and nobody knows how long that takes.
const tell = (form, { loaded, total }) => {
  const bar = part(form, "sent");
  const percent = Math.floor((100 * loaded) / (total || 1));
  const done = percent === 100;
  bar.value = percent;
  if (done) bar.removeAttribute("value");
  part(form, "percent").textContent = `${percent}\u00a0%`;
  hidden(form, "sending", done);
  hidden(form, "reading", !done);
};

// The answer to a form with faults takes its place, and keeps the file that was chosen; any other is gone to.
const arrive = (form, { responseURL, responseText }) => {
  const here = new URL(form.action, location);
  if (new URL(responseURL).pathname !== here.pathname) return location.assign(responseURL);
  const answer = new DOMParser().parseFromString(responseText, "text/html");
  const fresh = answer.querySelector("#content");
  if (!fresh) return form.submit();
  const again = fresh.querySelector("[data-drop]");
  if (again) fileOf(again).files = fileOf(form).files;
  document.querySelector("#content").replaceWith(document.adoptNode(fresh));
  document.title = answer.title;
  document.dispatchEvent(new CustomEvent("htmx:afterSettle")); // app.js looks at what is new
  scrollTo(0, 0);
  (fresh.querySelector("[data-focus]") ?? fresh).focus();
};

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.matches("[data-drop]")) return;
  event.preventDefault();
  const request = new XMLHttpRequest();
  request.upload.addEventListener("progress", (sent) => tell(form, sent));
  request.addEventListener("load", () => arrive(form, request));
  request.addEventListener("error", () => form.submit());
  tell(form, { loaded: 0, total: 1 });
  hidden(form, "busy", false);
  request.open("POST", form.action);
  request.send(new FormData(form));
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("[data-drop]")) hidden(form, "busy", true);
});
