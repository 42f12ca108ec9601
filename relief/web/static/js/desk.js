// The desk: table and map share the screen, either fills it; rows, selection, time slider.
import { openDrawer } from "./drawer.js";
import { onChange, replaceWith } from "./live.js";
import { startMap } from "./map.js";
import { say } from "./notice.js";
import { makeSortable } from "./table.js";
import { isTyping, startTyping } from "./typing.js";
import { beijing, typing, word } from "./words.js";

const desk = document.getElementById("desk");
const place = document.getElementById("desk-table");
const NARROWEST = 320;
const MAP_LEAST = 240;
const MINUTE_MS = 60000;
let selected = "";
let mapIsOpen = false;
let map = null;

// --- selection

function rows() {
  return [...place.querySelectorAll(".desk-rows tbody tr")];
}

function mark(code) {
  selected = code;
  for (const row of rows()) row.setAttribute("aria-selected", String(row.dataset.code === code));
}

function select(code, { open = false, from = "" } = {}) {
  mark(code);
  const row = rows().find((held) => held.dataset.code === code);
  if (row && from !== "table") row.scrollIntoView({ block: "nearest" });
  if (map) map.select(code, from !== "map");
  if (open) openDrawer(desk.dataset.township.replace("CODE", code));
}

function step(by) {
  const listed = rows();
  const now = listed.findIndex((row) => row.dataset.code === selected);
  const next = listed[Math.max(0, Math.min(listed.length - 1, now + by))];
  if (next) {
    select(next.dataset.code);
    next.scrollIntoView({ block: "nearest" });
  }
}

// --- layout

function fill(view) {
  desk.dataset.view = view;
  for (const button of document.querySelectorAll("[data-fill]")) {
    button.setAttribute("aria-pressed", String(button.dataset.fill === view));
  }
  localStorage.setItem("desk-view", view);
  openMap();
}

function openMap() {
  const shown = document.querySelector(".desk-map").offsetParent !== null;
  if (shown && !mapIsOpen) {
    mapIsOpen = true;
    map = startMap(desk, numbers, (code) => select(code, { open: true, from: "map" }));
  }
}

function setWidth(px) {
  const most = desk.clientWidth - MAP_LEAST;
  const width = Math.round(Math.max(NARROWEST, Math.min(most, px)));
  desk.style.setProperty("--table-width", `${width}px`);
  document.querySelector(".splitter").setAttribute("aria-valuenow", width);
  localStorage.setItem("desk-width", width);
}

function startSplitter() {
  const bar = document.querySelector(".splitter");
  const kept = Number(localStorage.getItem("desk-width"));
  if (kept) setWidth(kept);
  bar.addEventListener("pointerdown", (event) => {
    bar.setPointerCapture(event.pointerId);
    const move = (moved) => setWidth(moved.clientX - desk.getBoundingClientRect().left);
    bar.addEventListener("pointermove", move);
    bar.addEventListener("pointerup", () => bar.removeEventListener("pointermove", move), { once: true });
  });
  bar.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -24, ArrowRight: 24 }[event.key];
    if (by) setWidth(bar.previousElementSibling.offsetWidth + by);
  });
}

// --- time

function startSlider() {
  const input = document.getElementById("slider");
  const hour = document.getElementById("slider-hour");
  const first = new Date(input.dataset.first).getTime();
  const at = () => new Date(first + Number(input.value) * MINUTE_MS);
  input.addEventListener("input", () => {
    input.parentNode.classList.add("dragging");
    hour.textContent = beijing(at());
    input.setAttribute("aria-valuetext", hour.textContent);
  });
  let waiting = 0;
  input.addEventListener("change", () => {
    // Arrow keys change it minute by minute: go when the hand rests.
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      const here = new URL(input.dataset.here, location.href);
      if (Number(input.value) < Number(input.max)) here.searchParams.set("at", at().toISOString());
      location.href = here.href;
    }, 350);
  });
}

// --- what changed

function numbers() {
  const block = place.querySelector(".map-data");
  return block ? JSON.parse(block.textContent) : { townships: {}, counties: {} };
}

export async function refreshTable() {
  const sorted = (place.querySelector("[data-sortable]") || { dataset: {} }).dataset.sorted || "";
  const open = [...place.querySelectorAll(".silent details[open] summary > span:first-child")].map((s) => s.textContent);
  const scrolled = place.scrollTop;
  const focused = document.activeElement.closest ? document.activeElement.closest("td.figure") : null;
  const back = focused && [focused.parentNode.dataset.code, focused.dataset.indicator];
  await replaceWith(place, desk.dataset.table);
  for (const table of place.querySelectorAll("[data-sortable]")) makeSortable(table, sorted);
  for (const span of place.querySelectorAll(".silent summary > span:first-child")) {
    if (open.includes(span.textContent)) span.parentNode.parentNode.open = true;
  }
  place.scrollTop = scrolled;
  mark(selected);
  if (back) {
    const cell = place.querySelector(`tr[data-code="${back[0]}"] td[data-indicator="${back[1]}"]`);
    if (cell) cell.focus({ preventScroll: true });
  }
  if (map) await map.changed();
}

async function refresh() {
  if (isTyping()) {
    document.getElementById("desk-saved").textContent = word("new_data");
    return false;
  }
  await refreshTable();
  return true;
}

// --- keys and clicks

function onKey(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const view = { t: "table", b: "both", m: "map" }[event.key.toLowerCase()];
  if (view) fill(view);
  else if (event.key === "j") step(1);
  else if (event.key === "k") step(-1);
  else if (event.key === "Enter" && selected && event.target === document.body) select(selected, { open: true });
}

function onClick(event) {
  const button = event.target.closest("[data-fill]");
  if (button) fill(button.dataset.fill);
  const row = event.target.closest(".desk-rows tbody tr");
  if (row) select(row.dataset.code, { from: "table" });
}

function start() {
  const kept = localStorage.getItem("desk-view");
  if (kept && window.innerWidth > 900) fill(kept);
  startSplitter();
  startSlider();
  openMap();
  if (!("replay" in desk.dataset)) {
    startTyping(desk, place, refreshTable);
    onChange(refresh);
  }
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", onClick);
  document.addEventListener("desk:select", (event) => select(event.detail.code, event.detail));
  window.addEventListener("resize", openMap);
  const wanted = location.hash.slice(1);
  if (/^\d{12}$/.test(wanted)) select(wanted, { open: true });
  window.addEventListener("error", (event) => say(event.message));
}

start();
