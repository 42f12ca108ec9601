// The page asks every two seconds what changed, and fetches only what it shows.
import { clear, say } from "./notice.js";
import { word } from "./words.js";

const EVERY_MS = 2000;
const LONGEST_MS = 60000;
const strip = document.getElementById("strip");
let since = 0;
let wait = EVERY_MS;
let refreshPage = async () => true;

async function fetchText(url) {
  const answer = await fetch(url, { headers: { "HX-Request": "true" } });
  if (answer.redirected) location.reload();
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.text();
}

export async function replaceWith(place, url) {
  const html = await fetchText(url);
  place.innerHTML = html;
  if (window.htmx) window.htmx.process(place);
}

async function refreshStrip() {
  if (strip.querySelector("details[open]") || strip.contains(document.activeElement)) return false;
  const next = strip.querySelector("[name=next]").value;
  await replaceWith(strip, strip.dataset.strip);
  strip.querySelector("[name=next]").value = next;
  return true;
}

async function ask() {
  const answer = await fetch(`${strip.dataset.changes}?since=${since}`, { headers: { Accept: "application/json" } });
  if (answer.redirected) location.reload();
  if (!answer.ok) throw new Error(String(answer.status));
  const changed = answer.status === 204 ? null : await answer.json();
  if (wait > EVERY_MS) clear();
  wait = EVERY_MS;
  if (!changed) return;
  const done = await Promise.all([refreshStrip(), refreshPage(changed.topics)]);
  if (done.every(Boolean)) since = changed.latest;
}

async function turn() {
  if (!document.hidden) {
    try {
      await ask();
    } catch (_error) {
      wait = Math.min(wait * 2, LONGEST_MS);
      say(word("offline", { seconds: wait / 1000 }));
    }
  }
  setTimeout(turn, wait);
}

export function onChange(refresh) {
  refreshPage = refresh;
}

export function startLive() {
  // An hour wound back does not change.
  if (!strip || !strip.dataset.changes || document.documentElement.dataset.mode === "replay") return;
  since = Number(strip.dataset.since);
  setTimeout(turn, EVERY_MS);
}
