// A table copied from Word comes as HTML: its cells are laid out with tabs, as a spreadsheet program would.
const words = (part) => part.textContent.replace(/\s+/g, " ").trim();
const written = (cell) => {
  for (const unseen of cell.querySelectorAll("script, style")) unseen.remove();
  for (const end of cell.querySelectorAll("br")) end.replaceWith("\u0001");
  const parts = cell.querySelectorAll("p, li");
  const text = (parts.length ? [...parts].map(words).join("\n") : words(cell)).replace(/ ?\u0001 ?/g, "\n");
  return /[\t\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

document.querySelector("textarea.cells")?.addEventListener("paste", (event) => {
  const html = event.clipboardData.getData("text/html");
  const plain = event.clipboardData.getData("text/plain");
  if (plain.includes("\t") || !html) return; // a spreadsheet program's own text is right already
  // Parsed apart from the page: nothing in it is run or fetched.
  const rows = [...new DOMParser().parseFromString(html, "text/html").querySelectorAll("tr")];
  if (!rows.length) return;
  event.preventDefault();
  const text = rows.map((row) => [...row.cells].map(written).join("\t")).join("\n");
  event.target.setRangeText(text, event.target.selectionStart, event.target.selectionEnd, "end");
});
