// The table of measures: moves, saves and keeps like a spreadsheet. Without it each row has a button of its own.
// A row goes to the server alone and comes back as it is stored; what was typed meanwhile stays. docs/adr/0055.
const CONTROL = ".grid .control :is(input, select, textarea)";
const RETRY = 4000;
const words = () => document.querySelector("#grid-words").dataset;
const word = (name) => document.querySelector(`#word-${name}`).content.cloneNode(true);
const table = () => document.querySelector("table.grid");
const rowsOf = () => [...table().querySelectorAll("tr.measure")];
const controlsOf = (part) => [...part.querySelectorAll(".control :is(input, select, textarea)")];
const formOf = (row) => row.querySelector("td.c-end > form");

// What a control held when it came, and whether that has been changed.
const base = (control) => control.tagName === "SELECT" ? ([...control.options].find((one) => one.defaultSelected) ?? control.options[0]).value : control.defaultValue;
const isChanged = (control) => control.value !== base(control) || "send" in control.dataset;
const changedOf = (row) => controlsOf(row).filter(isChanged);
const rebase = (control, fresh) => {
  if (control.tagName === "SELECT") for (const one of control.options) one.defaultSelected = one.value === base(fresh);
  else control.defaultValue = base(fresh);
  delete control.dataset.send;
};
const set = (control, value) => {
  control.value = value;
  show(control);
};
const show = (control) => {
  const shown = control.parentElement.querySelector(".shown");
  if (shown) shown.textContent = control.value;
  if (control.tagName === "TEXTAREA" && !CSS.supports("field-sizing", "content")) {
    control.style.height = "auto";
    control.style.height = `${control.scrollHeight}px`;
  }
};

// What a row says of itself, also to those who hear it.
const say = (row, said, state = "") => {
  row.dataset.state = state;
  const says = row.querySelector(".says");
  says.replaceChildren(said);
  if (says.textContent) document.querySelector("#grid-says").textContent = says.textContent;
};

// Text that is not stored is kept in the browser, row by row, until it is.
const kept = (row) => `measures ${table().dataset.user} ${table().dataset.plan} ${row.dataset.uid}`;
const keep = (row) => {
  const cells = Object.fromEntries(changedOf(row).map((one) => [one.name, one.value]));
  try {
    if (Object.keys(cells).length) localStorage.setItem(kept(row), JSON.stringify({ seen: formOf(row).elements.seen.value, cells }));
    else localStorage.removeItem(kept(row));
  } catch { /* no room, or not allowed: the text is still in its cell */ }
};
const keptRows = (prefix) => {
  try { return Object.keys(localStorage).filter((one) => one.startsWith(prefix)); } catch { return []; }
};
const bringBack = () => {
  const prefix = `measures ${table().dataset.user} ${table().dataset.plan} `;
  for (const key of keptRows(prefix)) {
    const { seen, cells } = JSON.parse(localStorage.getItem(key));
    const uid = key.slice(prefix.length);
    const row = document.querySelector(`#row-${uid}`) ?? (seen ? null : addBlank(uid, document.querySelector("#new-rows tr.blank")));
    if (!row || changedOf(row).length) continue; // not here, or being typed in
    for (const [name, value] of Object.entries(cells)) {
      const control = formOf(row).elements[name];
      if (control && control.value !== value) set(control, value);
    }
    if (!changedOf(row).length) { localStorage.removeItem(key); continue; }
    if (seen) formOf(row).elements.seen.value = seen;
    say(row, word("kept"), "unsaved");
  }
};

// Saving: one row at a time, in the order in which they were left.
let chain = Promise.resolve();
const save = (row) => {
  chain = chain.then(() => send(row)).catch((error) => console.error(error));
};
const send = async (row) => {
  const changed = changedOf(row);
  if (!row.isConnected || !changed.length) return;
  if (row.matches(".blank") && !formOf(row).elements.title.value.trim()) return say(row, words().untitled, "unsaved");
  const sent = new Map(changed.map((one) => [one.name, one.value]));
  say(row, words().saving, "saving");
  const answer = await post(formOf(row), formOf(row).action, sent);
  if (!answer) return later(row, words().offline);
  if (answer.type === "opaqueredirect") return later(row, word("signed-out"));
  if (answer.status === 403) return renew(row);
  if (![200, 409, 422].includes(answer.status)) return later(row, words().offline);
  delete row.dataset.waiting;
  delete row.dataset.renewed;
  receive(row, await answer.text(), sent, answer.status === 200);
};
const secret = () => document.querySelector("#grid-undo [name=csrfmiddlewaretoken]");
const post = (form, address, cells) => {
  const data = new URLSearchParams();
  data.append("csrfmiddlewaretoken", secret().value);
  for (const name of ["uid", "seen"]) data.append(name, form.elements[name]?.value ?? "");
  for (const head of document.querySelectorAll(".grid thead [id]")) data.append("columns", head.id.slice(2));
  for (const [name, value] of cells) data.append(name, value);
  const options = { method: "POST", body: data, headers: { "HX-Request": "true" }, redirect: "manual", signal: AbortSignal.timeout(15000) };
  return fetch(address, options).catch(() => null);
};

// What could not be stored waits and is tried again: in a while, when the net is back, when one comes back to the page.
let timer = 0;
const later = (row, said) => {
  row.dataset.waiting = "yes";
  say(row, said, "unsaved");
  clearTimeout(timer);
  timer = setTimeout(again, RETRY);
};
const again = () => document.querySelectorAll(".grid tr[data-waiting]").forEach(save);
addEventListener("online", again);
document.addEventListener("visibilitychange", () => document.hidden || again());

// A refusal may mean that the page is older than the sign-in: its secret is fetched anew, once.
const renew = async (row) => {
  const answer = await fetch(location.href, { redirect: "manual" }).catch(() => null);
  if (!answer) return later(row, words().offline);
  if (answer.type === "opaqueredirect") return later(row, word("signed-out"));
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const renewed = page.querySelector("#grid-undo [name=csrfmiddlewaretoken]");
  if (!renewed || row.dataset.renewed) return say(row, words().refused, "unsaved");
  row.dataset.renewed = "yes";
  secret().value = renewed.value;
  await send(row);
};

// The row as it came back, laid over the one that stands there.
const parsed = (html) => {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  return holder.content;
};
const receive = (row, html, sent, isStored) => {
  const answer = parsed(html);
  const fresh = answer.querySelector("tr.measure");
  document.querySelectorAll(`tr.clash[data-of="${row.dataset.uid}"]`).forEach((one) => one.remove());
  if (!fresh) { row.replaceWith(answer.querySelector("tr")); return stored(); }
  const isSent = (control) => sent.has(control.name) ? control.value === sent.get(control.name) : !isChanged(control);
  [...fresh.cells].slice(0, -1).forEach((cell, place) => (isStored ? take : mark)(row.cells[place], cell, isSent));
  if (isStored) {
    row.lastElementChild.replaceWith(fresh.lastElementChild);
    row.className = fresh.className;
    Object.assign(row.dataset, fresh.dataset);
    stored();
  }
  keep(row);
  const unsaved = changedOf(row).length ? "unsaved" : "saved";
  const said = (isStored ? row : fresh).querySelector(".says").textContent || words().wrong;
  say(row, said, isStored ? unsaved : "wrong");
  row.after(...answer.querySelectorAll("tr.clash"));
  document.querySelector(`tr.clash[data-of="${row.dataset.uid}"] button`)?.focus();
};
const take = (old, fresh, isSent) => {
  const controls = controlsOf(old);
  if (!old.contains(document.activeElement) && controls.every(isSent)) return old.replaceWith(fresh);
  mark(old, fresh);
  for (const control of controls) {
    const other = controlsOf(fresh).find((one) => one.name === control.name);
    if (!other) continue;
    const follows = isSent(control);
    rebase(control, other);
    if (follows && control.value !== other.value) set(control, other.value);
  }
};
const mark = (old, fresh) => {
  old.querySelectorAll(".why").forEach((one) => one.remove());
  old.append(...fresh.querySelectorAll(".why"));
  for (const control of controlsOf(old)) {
    const other = controlsOf(fresh).find((one) => one.name === control.name);
    for (const name of ["aria-invalid", "aria-describedby"]) {
      if (other?.hasAttribute(name)) control.setAttribute(name, other.getAttribute(name));
      else control.removeAttribute(name);
    }
  }
};
const stored = () => htmx.trigger(document.body, "measures:saved");

// A new row is there before it is needed; its mark is its own, so that it is stored once however often it is sent.
const uuid = () => "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) => (+c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (+c / 4)))).toString(16));
const addBlank = (uid = uuid(), before = null) => {
  const blank = document.querySelector("#blank-row");
  const place = document.querySelector("#new-rows");
  if (!blank || !place) return null;
  const model = blank.content.querySelector("tr.measure");
  const row = parsed(model.outerHTML.replaceAll(model.dataset.uid, uid)).querySelector("tr");
  place.insertBefore(row, before);
  return row;
};
const ensureBlank = () => {
  const last = document.querySelector("#new-rows tr.measure:last-of-type");
  return last?.matches(".blank") && !changedOf(last).length ? last : addBlank();
};

// Moving about.
const enter = (control) => {
  if (!control) return false;
  control.focus();
  control.select?.();
  control.scrollIntoView({ block: "nearest", inline: "nearest" });
  return true;
};
const step = (control, down, across) => {
  const here = controlsOf(control.closest("tr"));
  if (across) return enter(here[here.indexOf(control) + across]);
  const all = rowsOf();
  const target = all[all.indexOf(control.closest("tr")) + down];
  if (!target) return false;
  const cell = control.closest("td, th");
  const there = controlsOf(target.cells[cell.cellIndex]);
  const isNew = target.matches(".blank") && down > 0;
  return enter(isNew ? controlsOf(target)[0] : there[controlsOf(cell).indexOf(control)] ?? there[0]);
};
const isWhole = (control) => control.tagName === "SELECT" || (control.selectionStart === 0 && control.selectionEnd === control.value.length);
const isAt = (control, place) => control.tagName !== "SELECT" && control.selectionStart === control.selectionEnd && control.selectionEnd === place;
const KEYS = {
  Enter(control, event) {
    if ("long" in control.dataset && !isWhole(control)) return false;
    if (event.shiftKey) step(control, -1, 0);
    else if (!step(control, 1, 0) && ensureBlank()) step(control, 1, 0);
    return true;
  },
  Escape(control) {
    set(control, base(control));
    keep(control.closest("tr"));
    control.select?.();
    return true;
  },
  F2(control) {
    if (control.tagName === "SELECT") control.showPicker();
    else control.setSelectionRange(control.value.length, control.value.length);
    return true;
  },
  ArrowUp: (control) => (isWhole(control) || (isAt(control, 0) && !control.list)) && step(control, -1, 0),
  ArrowDown: (control) => (isWhole(control) || (isAt(control, control.value.length) && !control.list)) && step(control, 1, 0),
  ArrowLeft: (control) => isWhole(control) && step(control, 0, -1),
  ArrowRight: (control) => isWhole(control) && step(control, 0, 1),
};
const WITH_ALT = {
  ArrowUp: (row) => move(row, -1),
  ArrowDown: (row) => move(row, 1),
};
document.addEventListener("keydown", (event) => {
  const control = event.target.closest?.(CONTROL);
  if (!table() || event.isComposing) return;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !event.shiftKey) {
    const elsewhere = !control && event.target.matches("input, textarea, select");
    if (elsewhere || (control && isChanged(control))) return;
    event.preventDefault();
    return undo();
  }
  if (!control || event.ctrlKey || event.metaKey) return;
  const done = event.altKey ? WITH_ALT[event.key]?.(control.closest("tr")) : KEYS[event.key]?.(control, event);
  if (done) event.preventDefault();
});
let byKeyboard = false;
document.addEventListener("keydown", () => { byKeyboard = true; }, true);
document.addEventListener("pointerdown", () => { byKeyboard = false; }, true);
document.addEventListener("focusin", (event) => {
  const control = event.target.closest(CONTROL);
  if (!control) return;
  if (byKeyboard && control.tagName === "TEXTAREA") control.select();
  if (control.dataset.separator) suggest(control);
  const area = control.closest("tr").dataset.area;
  for (const help of document.querySelectorAll(".area-help")) help.open = help.dataset.area === area;
});

// Where a cell names several, the suggestions are for the last of them.
const suggest = (control) => {
  const list = document.querySelector(`#list-${control.name}`);
  list.names = list.names?.length ? list.names : [...list.options].map((one) => one.value);
  const cut = control.value.lastIndexOf(control.dataset.separator.trim()) + 1;
  const before = cut ? control.value.slice(0, cut).trim() + " " : "";
  list.replaceChildren(...list.names.map((name) => new Option("", before + name)));
};

document.addEventListener("input", (event) => {
  const control = event.target.closest(CONTROL);
  if (!control) return;
  const row = control.closest("tr");
  show(control);
  if (control.dataset.separator) suggest(control);
  keep(row);
  if (row.dataset.state !== "unsaved") say(row, "", "unsaved");
  if (row.matches(".blank")) ensureBlank();
});
document.addEventListener("change", (event) => {
  const control = event.target.closest(CONTROL);
  if (control) save(control.closest("tr"));
});

// Acts on a whole row.
const act = async (row, button, more = []) => {
  const form = button.form;
  const answer = await post(form, button.getAttribute("formaction") ?? form.action, more);
  if (!answer || answer.type === "opaqueredirect") return null;
  const text = await answer.text();
  if (!answer.headers.get("Content-Type").startsWith("text/html")) { document.querySelector("#grid-says").textContent = text; return null; }
  return answer.ok ? parsed(text) : null;
};
const ACTS = {
  async remove(row, button) {
    const answer = await act(row, button);
    if (!answer) return;
    const removed = answer.querySelector("tr");
    row.replaceWith(removed);
    removed.querySelector("button").focus();
    stored();
  },
  async restore(row, button) {
    const answer = await act(row, button);
    if (!answer) return;
    const back = answer.querySelector("tr");
    row.replaceWith(back);
    enter(controlsOf(back)[0]);
    stored();
  },
  up: (row) => move(row, -1),
  down: (row) => move(row, 1),
  keep: (row) => save(row),
  drop(row) {
    for (const control of controlsOf(row)) set(control, base(control));
    keep(row);
    say(row, "");
  },
};
const move = (row, way) => {
  const button = row.querySelector(`[data-act=${way < 0 ? "up" : "down"}]`);
  const all = rowsOf().filter((one) => !one.matches(".blank"));
  const other = all[all.indexOf(row) + way];
  if (!button || !other) return true;
  const held = document.activeElement;
  if (way < 0) other.before(row);
  else other.after(row);
  held.focus();
  const follower = rowsOf().filter((one) => !one.matches(".blank"));
  const next = follower[follower.indexOf(row) + 1]?.dataset.pk ?? "";
  const more = "moves" in table().dataset || next ? [["before", next]] : [["way", way < 0 ? "up" : "down"]];
  chain = chain.then(() => act(row, button, more)).then((answer) => say(row, answer ? words().moved : words().offline, row.dataset.state));
  return true;
};
const undo = () => {
  chain = chain.then(async () => {
    const form = document.querySelector("#grid-undo");
    const answer = await post(form, form.action, []);
    if (!answer || answer.type === "opaqueredirect") return;
    const text = await answer.text();
    if (!answer.headers.get("Content-Type").startsWith("text/html")) {
      if (answer.ok) location.reload();
      else document.querySelector("#grid-says").textContent = text;
      return;
    }
    const fresh = parsed(text).querySelector("tr.measure");
    let row = document.querySelector(`#row-${fresh.dataset.uid}`);
    if (!row && answer.ok) return location.reload();
    if (!row) document.querySelector("#rows").prepend(row = fresh);
    receive(row, text, new Map(), answer.ok);
    for (const one of document.querySelectorAll(`tr.clash[data-of="${row.dataset.uid}"] [data-before]`)) put(row, one.dataset.before, one.dataset.text);
    keep(row);
    row.scrollIntoView({ block: "nearest" });
  });
};
// What an undo would put back goes with the next save of the row, also where its column is not shown.
const put = (row, name, text) => {
  let control = formOf(row).elements[name];
  if (!control) {
    const holder = document.createElement("span");
    holder.className = "control";
    holder.hidden = true;
    control = holder.appendChild(document.createElement("textarea"));
    control.name = name;
    formOf(row).append(holder);
  }
  set(control, text);
  control.dataset.send = "yes";
};
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.id === "grid-undo") {
    event.preventDefault();
    event.stopImmediatePropagation();
    return undo();
  }
  const row = form.closest(".grid tr");
  if (!row) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const name = event.submitter?.dataset.act;
  if (name) ACTS[name](row, event.submitter);
  else save(row);
}, true);
document.addEventListener("click", (event) => {
  const row = event.target.closest(".grid tr");
  const button = event.target.closest("button[type=button][data-act]");
  if (row && button) ACTS[button.dataset.act](row, button);
  const choice = event.target.closest("[data-choose]");
  if (choice) choose(choice);
  if (event.target.closest("#grid-new")) {
    const blank = ensureBlank();
    if (!blank) return;
    event.preventDefault();
    enter(controlsOf(blank)[0]);
  }
});

// Two changed the same cell: when each has been chosen, the row is saved anew against what is now stored.
const choose = (button) => {
  const clash = button.closest("tr.clash");
  const line = button.closest("tr[data-column]");
  const row = document.querySelector(`#row-${clash.dataset.of}`);
  const theirs = line.querySelector("[data-stored]").dataset.stored;
  const control = formOf(row).elements[line.dataset.column];
  if (button.dataset.choose === "theirs" && control) set(control, theirs);
  line.dataset.chosen = button.dataset.choose;
  if (clash.querySelector("tr[data-column]:not([data-chosen])")) return;
  formOf(row).elements.seen.value = clash.dataset.seen;
  clash.remove();
  enter(control);
  save(row);
};

// Leaving warns only of what is not stored; coming back shows what is stored.
const isUnsaved = () => table() && rowsOf().some((row) => changedOf(row).length);
addEventListener("beforeunload", (event) => {
  if (isUnsaved()) event.preventDefault();
});
addEventListener("pageshow", (event) => {
  if (event.persisted && !isUnsaved()) location.reload();
});
document.addEventListener("htmx:afterSettle", () => {
  for (const row of document.querySelectorAll("#new-rows tr.measure")) document.querySelectorAll(`#rows [id="${row.id}"]`).forEach((one) => one.remove());
  begin();
});
const begin = () => {
  if (!table()) return;
  table().querySelectorAll("textarea").forEach(show);
  bringBack();
};
begin();
