// Lists worked row by row: J/K choose, a row's own keys or Enter do; fetched again when something changed.
import { onChange, replaceWith } from "./live.js";
import { typing } from "./words.js";

let chosen = "";

function rows() {
  return [...document.querySelectorAll("[data-rows] [data-row]")];
}

function mark(code) {
  chosen = code;
  for (const row of rows()) row.setAttribute("aria-selected", String(row.dataset.row === code));
}

function step(by) {
  const listed = rows();
  if (!listed.length) return;
  const now = listed.findIndex((row) => row.dataset.row === chosen);
  const next = listed[Math.max(0, Math.min(listed.length - 1, now + by))];
  mark(next.dataset.row);
  next.scrollIntoView({ block: "nearest" });
}

function act(key) {
  const row = rows().find((held) => held.dataset.row === chosen);
  const control = row && row.querySelector(key === "Enter" ? "[data-act]" : `[data-act-key="${key}"]`);
  if (!control || control.disabled) return false;
  control.click();
  return true;
}

function onKey(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (document.querySelector("dialog[open]") || document.body.classList.contains("drawer-open")) return;
  if (event.key === "j" || event.key === "J") step(1);
  else if (event.key === "k" || event.key === "K") step(-1);
  else if (event.key === "Enter" && event.target !== document.body) return;
  else if (act(event.key)) event.preventDefault();
}

async function refresh(topics = []) {
  const place = document.querySelector("[data-fetched]");
  if (!place) return true;
  const wanted = (place.dataset.topics || "").split(" ");
  if (place.dataset.topics && !topics.some((topic) => wanted.includes(topic))) return true;
  // Nobody's typing is thrown away, and no open question is answered for him.
  if (place.contains(document.activeElement) && typing()) return false;
  if (place.querySelector("details[open] form, .asked, .countdown")) return false;
  const open = [...place.querySelectorAll("[data-row] details[open]")].map((held) => held.closest("[data-row]").dataset.row);
  await replaceWith(place, place.dataset.fetched);
  for (const row of rows()) {
    const held = open.includes(row.dataset.row) && row.querySelector("details.alert-events");
    if (held) held.open = true;
  }
  begin(place);
  return true;
}

// The row chosen stays chosen; where it is gone, and a list is worked from its top, the first is.
function begin(place) {
  if (!rows().some((row) => row.dataset.row === chosen)) chosen = "";
  if (!chosen && place.querySelector("[data-first]") && rows().length) chosen = rows()[0].dataset.row;
  mark(chosen);
}

document.addEventListener("keydown", onKey);
document.addEventListener("click", (event) => {
  const row = event.target.closest("[data-rows] [data-row]");
  if (row) mark(row.dataset.row);
});
if (document.documentElement.dataset.mode !== "replay") onChange(refresh);
document.body.addEventListener("htmx:afterSwap", (event) => {
  if (!event.detail.target.matches("[data-fetched]")) return;
  chosen = ""; // what was chosen is done
  begin(event.detail.target);
});
begin(document);
