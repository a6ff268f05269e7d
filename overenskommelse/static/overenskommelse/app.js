// Small helps; every page works without them.
document.documentElement.classList.add("js");

// The header's choices take effect when they are made; with the keyboard, where arrows step through them, by the button.
for (const select of document.querySelectorAll(".context select")) {
  let typed = false;
  select.addEventListener("keydown", (event) => { typed = event.key !== "Tab"; });
  select.addEventListener("pointerdown", () => { typed = false; });
  select.addEventListener("change", () => typed || select.form.requestSubmit());
}

// On a narrow screen the navigation scrolls; where one is must be seen.
const stage = document.querySelector(".stages [aria-current]");
if (stage) stage.closest("nav").scrollLeft = stage.offsetLeft - 64;

// A summary of errors is the first thing to read.
document.querySelector("[data-focus]")?.focus();

// Half a date would be sent as none: the browser says so, since the server cannot know.
document.addEventListener("submit", (event) => {
  const half = [...event.target.elements].find((field) => field.validity.badInput);
  if (!half) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  half.reportValidity();
});

// What is to be used elsewhere is copied with a button, which says so.
for (const button of document.querySelectorAll("button[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.querySelector(button.dataset.copy).value);
    document.querySelector(button.dataset.tell).textContent = button.dataset.done;
  });
}

// A second click while the first is on its way does nothing.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});
addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});

// A part that scrolls sideways can be reached with the keyboard.
const reachable = (part) => {
  const wide = part.scrollWidth > part.clientWidth;
  part.toggleAttribute("tabindex", wide);
  if (wide) part.tabIndex = 0;
  if (part.matches("nav")) return; // it has its role already
  if (wide) {
    part.setAttribute("role", "region");
    const title = part.querySelector("caption") ?? part.closest("section")?.querySelector("h2") ?? document.querySelector("h1");
    part.ariaLabel ||= title?.textContent.trim();
  } else part.removeAttribute("role");
};
const watch = new ResizeObserver((entries) => entries.forEach((entry) => reachable(entry.target)));
const observe = () => document.querySelectorAll(".scroll, nav.stages").forEach((part) => watch.observe(part));
observe();
document.addEventListener("htmx:afterSettle", observe);

// What is unfolded stays so when its part of the page is renewed.
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const before = event.detail.target.querySelectorAll("details");
  event.detail.fragment.querySelectorAll("details").forEach((part, at) => { part.open = before[at]?.open ?? part.open; });
});

// A part of a page that does not come, because of an error or since the sign-in has ended, is fetched as a whole page.
const whole = (event) => location.assign(event.detail.pathInfo.finalRequestPath ?? event.detail.pathInfo.requestPath);
document.addEventListener("htmx:responseError", whole);
document.addEventListener("htmx:beforeSwap", (event) => {
  const { requestPath } = event.detail.pathInfo;
  if (new URL(event.detail.xhr.responseURL).pathname === new URL(requestPath, location).pathname) return;
  event.detail.shouldSwap = false;
  whole(event);
});
