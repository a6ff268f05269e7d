// A file may be dropped anywhere on the form; the page works without this.
for (const form of document.querySelectorAll("[data-drop]")) {
  const field = form.querySelector("[type=file]");
  const show = (name, shown) => { form.querySelector(`[data-${name}]`).hidden = !shown; };
  const look = () => show("too-large", (field.files[0]?.size ?? 0) > Number(form.dataset.limit));
  const over = (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    form.classList.toggle("over", event.type === "dragover");
  };
  form.addEventListener("dragover", over);
  form.addEventListener("dragleave", over);
  form.addEventListener("drop", (event) => {
    over(event);
    if (!event.dataTransfer.files.length) return;
    field.files = event.dataTransfer.files;
    look();
  });
  field.addEventListener("change", look);
  form.addEventListener("submit", () => show("busy", true));
  addEventListener("pageshow", () => show("busy", false));
}
