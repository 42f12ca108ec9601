// What every page has: drawer, palette, keys, forms, sortable tables, print, the live strip.
import { closeDrawer, openDrawer, startDrawer } from "./drawer.js";
import { startForms } from "./forms.js";
import { startLive } from "./live.js";
import { catchErrors, clear } from "./notice.js";
import { closePalette, openPalette, startPalette } from "./palette.js";
import { startTables } from "./table.js";
import { beijing, typing } from "./words.js";

const keys = document.getElementById("keys");

function showKeys() {
  if (keys && keys.showModal && !keys.open) keys.showModal();
}

function followKey(letter) {
  const item = document.querySelector(`#palette-actions li[data-key="${letter}"] a`);
  if (!item) return false;
  if ("drawer" in item.dataset) openDrawer(item.href);
  else location.href = item.href;
  return true;
}

function onKey(event) {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    openPalette();
    return;
  }
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") {
    const menu = document.querySelector(".menu[open]");
    if (menu) menu.open = false;
    else if (!closePalette() && !closeDrawer()) clear();
    return;
  }
  if (typing(event.target) || (keys && keys.open)) return;
  if (event.key === "?") showKeys();
  else if (/^[nraol]$/i.test(event.key) && followKey(event.key.toUpperCase())) event.preventDefault();
}

function beforePrint() {
  for (const place of document.querySelectorAll("[data-printed-at]")) place.textContent = beijing(new Date());
  for (const list of document.querySelectorAll(".silent details")) list.open = true;
}

function onClick(event) {
  if (event.target.closest("[data-print]")) window.print();
  if (event.target.closest("[data-keys]")) showKeys();
  for (const menu of document.querySelectorAll(".menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
}

document.addEventListener("keydown", onKey);
document.addEventListener("click", onClick);
window.addEventListener("beforeprint", beforePrint);
catchErrors();
startDrawer();
startForms();
startPalette();
startTables();
startLive();
document.body.addEventListener("htmx:afterSwap", (event) => startTables(event.detail.target));
