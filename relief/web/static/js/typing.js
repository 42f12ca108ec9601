// Figures typed in the table: Enter or a digit opens a cell, Tab moves on, Enter saves, Escape leaves it as it was.
import { element, reason, word } from "./words.js";

const UNKNOWN = /^[?\uff1fx]$/i;
let desk = null;
let place = null;
let refresh = async () => {};
let open = null;
let sending = Promise.resolve();

export function isTyping() {
  return open !== null;
}

function cells() {
  return [...place.querySelectorAll("[data-editable] td.figure")];
}

function value(text) {
  const plain = text.replace(/[,\s]/g, "");
  if (plain === "" || plain === word("unknown")) return "";
  return /^\d+(\.\d+)?$/.test(plain) ? plain : null;
}

function close() {
  if (!open) return;
  const { cell, kept, why } = open;
  open = null;
  if (why) why.remove();
  cell.classList.remove("typing");
  cell.replaceChildren(...kept);
}

function begin(cell, first = "") {
  close();
  const input = element("input", { type: "text", inputmode: "numeric", autocomplete: "off", class: "num", "aria-label": word("not_a_number") });
  input.value = first || cell.dataset.value;
  open = { cell, input, kept: [...cell.childNodes], why: null, explanation: null };
  cell.classList.add("typing");
  cell.replaceChildren(input);
  input.focus();
  if (!first) input.select();
}

function move(cell, by) {
  const all = cells();
  const next = all[all.indexOf(cell) + by];
  if (next) next.focus();
  return next;
}

// A reason is asked for where the server says the figure may not stand without one.
function askWhy(messages) {
  const { cell, input } = open;
  const explanation = element("input", { type: "text", class: "input", maxlength: 200 });
  const why = element("div", { class: "typing-why", role: "alert" },
    ...messages.map((text) => element("p", {}, text)), element("label", {}, word("why"), explanation));
  if (open.why) open.why.remove();
  cell.append(why);
  const box = cell.getBoundingClientRect();
  why.style.left = `${Math.max(8, Math.min(box.left, window.innerWidth - 336))}px`;
  why.style.top = `${Math.min(box.bottom + 4, window.innerHeight - 140)}px`;
  explanation.value = open.explanation ? open.explanation.value : "";
  Object.assign(open, { why, explanation });
  (explanation.value ? input : explanation).focus();
}

function body(cell, typed, explanation) {
  const form = new URLSearchParams();
  form.set("csrf_token", document.querySelector("meta[name=csrf-token]").content);
  form.set("command_id", open.command);
  form.set("division", cell.parentNode.dataset.code);
  form.set("indicator", cell.dataset.indicator);
  form.set("value", typed === "" ? "x" : typed);
  form.set("explanation", explanation);
  return form;
}

async function refusal(answer) {
  try {
    return (await answer.json()).errors.map((error) => reason(error.message));
  } catch (_error) {
    return [word("failed")];
  }
}

// The figure is in the draft; what the checks find wrong with it is asked about in the cell.
async function stands(answer) {
  const found = (await answer.json()).findings || [];
  const wrong = found.filter((finding) => finding.severity === "error");
  if (!wrong.length) return true;
  open.input.disabled = false;
  askWhy(wrong.map((finding) => reason(finding.message)));
  return false;
}

// True when the figure stands in the draft; otherwise the cell stays open with what was typed.
async function save() {
  const { cell, input, explanation } = open;
  const typed = value(input.value);
  if (typed === null) {
    askWhy([word("not_a_number")]);
    return false;
  }
  // Each wording of a figure is its own command; a second click with the same words is not.
  const said = `${typed} ${explanation ? explanation.value : ""}`;
  if (open.said !== said) Object.assign(open, { said, command: newId() });
  input.disabled = true;
  try {
    const answer = await fetch(desk.dataset.figures, {
      method: "POST", headers: { Accept: "application/json" }, body: body(cell, typed, explanation ? explanation.value.trim() : ""),
    });
    if (answer.ok) return await stands(answer);
    input.disabled = false;
    askWhy(await refusal(answer));
  } catch (_error) {
    input.disabled = false;
    askWhy([word("failed")]);
  }
  return false;
}

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

async function saveAnd(by) {
  const { cell, input, why } = open;
  const unchanged = !why && value(input.value) === cell.dataset.value && cell.dataset.value !== "";
  if (!unchanged && !(await save())) return;
  const code = cell.parentNode.dataset.code;
  const { indicator } = cell.dataset;
  close();
  if (!unchanged) {
    await refresh();
    document.getElementById("desk-saved").textContent = word("saved");
  }
  const same = place.querySelector(`tr[data-code="${code}"] td[data-indicator="${indicator}"]`);
  if (!same) return;
  same.focus({ preventScroll: true });
  if (by) {
    const next = move(same, by);
    if (next) begin(next);
  }
}

function inInput(event) {
  if (event.key === "Escape") {
    const { cell } = open;
    close();
    cell.focus();
  } else if (event.key === "Enter" && !event.isComposing) sending = sending.then(() => open && saveAnd(0));
  else if (event.key === "Tab") sending = sending.then(() => open && saveAnd(event.shiftKey ? -1 : 1));
  else if (UNKNOWN.test(event.key) && event.target === open.input) event.target.value = word("unknown");
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function inCell(event, cell) {
  const all = cells();
  const columns = cell.parentNode.querySelectorAll("td.figure").length;
  const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[event.key];
  if (by) {
    const next = all[all.indexOf(cell) + by];
    if (next) next.focus();
  } else if (event.key === "Enter" || event.key === "F2") begin(cell);
  else if (/^\d$/.test(event.key)) begin(cell, event.key);
  else if (/^x$/i.test(event.key)) begin(cell, word("unknown"));
  else return;
  event.preventDefault();
}

export function startTyping(forDesk, inPlace, whenSaved) {
  desk = forDesk;
  place = inPlace;
  refresh = whenSaved;
  if (!desk.dataset.figures) return;
  place.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const cell = event.target.closest("[data-editable] td.figure");
    if (open && cell === open.cell) inInput(event);
    else if (cell) inCell(event, cell);
  });
  place.addEventListener("click", (event) => {
    const cell = event.target.closest("[data-editable] td.figure");
    if (cell && !(open && open.cell === cell)) begin(cell);
  });
  place.addEventListener("focusout", () => {
    // Left without saving: what was typed and not changed closes by itself, the rest waits in the cell.
    setTimeout(() => {
      if (open && !open.cell.contains(document.activeElement) && !open.why && open.input.value === open.cell.dataset.value) close();
    }, 150);
  });
}
