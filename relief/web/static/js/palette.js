// Ctrl/⌘ K: divisions by name, pinyin, initials, code; cases by their number; actions by their words.
import { openDrawer } from "./drawer.js";
import { element, word } from "./words.js";

const box = document.getElementById("palette");
const text = document.getElementById("palette-text");
const list = document.getElementById("palette-found");
let cameFrom = null;
let asked = 0;
let timer = 0;

function actions() {
  return [...document.querySelectorAll("#palette-actions li")].map((item) => {
    const link = item.querySelector("a");
    const words = `${link.textContent} ${item.dataset.words || ""}`.toLowerCase();
    return { label: link.textContent, aside: item.dataset.key || "", words, go: () => follow(link) };
  });
}

function follow(link) {
  if ("drawer" in link.dataset) openDrawer(link.href);
  else location.href = link.href;
}

function goTo(division) {
  const code = division.level === "village" ? division.within_code : division.code;
  const desk = document.getElementById("desk");
  if (desk) {
    document.dispatchEvent(new CustomEvent("desk:select", { detail: { code, open: true } }));
  } else location.href = `${box.dataset.desk}#${code}`;
}

function row(item, index) {
  const aside = item.aside ? [element("span", { class: "palette-aside" }, item.aside)] : [];
  const made = element("li", { role: "option", id: `found-${index}`, "aria-selected": "false", onclick: () => choose(item) }, item.label, ...aside);
  made.item = item;
  return made;
}

function choose(item) {
  closePalette();
  item.go();
}

function mark(option) {
  for (const other of list.querySelectorAll("[role=option]")) other.setAttribute("aria-selected", String(other === option));
  if (option) {
    option.scrollIntoView({ block: "nearest" });
    text.setAttribute("aria-activedescendant", option.id);
  }
}

function show(divisions, wanted, cases = []) {
  const found = actions().filter((item) => !wanted || item.words.includes(wanted));
  const places = divisions.map((division) => ({
    label: division.label, aside: `${division.within} · ${division.kind} · ${division.code}`, go: () => goTo(division),
  }));
  const files = cases.map((held) => ({ label: held.label, aside: held.aside, go: () => { location.href = held.href; } }));
  const parts = [["cases", files], ["divisions", places], ["actions", found]];
  list.replaceChildren();
  let index = 0;
  for (const [name, items] of parts) {
    if (!items.length) continue;
    list.append(element("li", { class: "palette-head", role: "presentation" }, word(name)));
    for (const item of items) list.append(row(item, index++));
  }
  if (!index) list.append(element("li", { class: "palette-head", role: "presentation" }, word("nothing_found")));
  mark(list.querySelector("[role=option]"));
}

async function ask(address, wanted) {
  const answer = await fetch(`${address}?q=${encodeURIComponent(wanted)}`, { headers: { Accept: "application/json" } });
  return answer.ok ? (await answer.json()).results : [];
}

async function look() {
  const wanted = text.value.trim().toLowerCase();
  const mine = ++asked;
  if (!wanted || !box.dataset.search) return show([], wanted);
  try {
    // A case is asked for by its number: words without a digit are none.
    const numbered = box.dataset.cases && /\d/.test(wanted);
    const [found, cases] = await Promise.all([ask(box.dataset.search, wanted), numbered ? ask(box.dataset.cases, wanted) : []]);
    if (mine === asked) show(found, wanted, cases);
  } catch (_error) {
    if (mine === asked) show([], wanted);
  }
  return undefined;
}

export function openPalette() {
  if (!box) return;
  cameFrom = document.activeElement;
  box.hidden = false;
  text.value = "";
  show([], "");
  text.focus();
}

export function closePalette() {
  if (!box || box.hidden) return false;
  box.hidden = true;
  if (cameFrom && cameFrom.isConnected) cameFrom.focus();
  return true;
}

function onKey(event) {
  const options = [...list.querySelectorAll("[role=option]")];
  const now = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const step = event.key === "ArrowDown" ? 1 : -1;
    mark(options[(now + step + options.length) % options.length]);
  } else if (event.key === "Enter" && !event.isComposing) {
    event.preventDefault();
    if (options[now]) choose(options[now].item);
  } else if (event.key === "Tab") event.preventDefault();
}

export function startPalette() {
  if (!box) return;
  text.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, 120);
  });
  text.addEventListener("keydown", onKey);
  box.addEventListener("mousedown", (event) => {
    if (event.target === box) closePalette();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-palette]")) openPalette();
  });
}
