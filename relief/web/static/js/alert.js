// A new alert: the text counted, the townships counted. An alert that is held: its seconds run down.
import { replaceWith } from "./live.js";
import { word } from "./words.js";

const LOOK_AGAIN_MS = 1500;
const PLAIN = /^[\n\r !-Z_a-z£¥èéùìòÇØøÅåÆæßÉÄÖÑÜäöñüà¿¡]*$/;

// --- the form

function count(form) {
  const text = form.querySelector("[data-counted]").value.replace(/\r\n/g, "\n");
  const [one, part] = PLAIN.test(text) ? [160, 153] : [Number(form.dataset.one), Number(form.dataset.part)];
  const parts = text.length === 0 ? 0 : text.length <= one ? 1 : Math.ceil(text.length / part);
  const line = form.querySelector("[data-size]");
  line.textContent = line.dataset.word.replace("{characters}", text.length).replace("{parts}", parts).replace("{most}", one);
  line.classList.toggle("alarm", parts > 1);
}

function tally(form) {
  const line = form.querySelector("[data-chosen-word]");
  const chosen = form.querySelectorAll("input[name=divisions]:checked").length;
  line.textContent = line.dataset.chosenWord.replace("{chosen}", chosen);
}

const formOf = (node) => (node instanceof Element ? node.closest("[data-alert-form]") : null);

document.addEventListener("input", (event) => {
  const form = formOf(event.target);
  if (!form) return;
  if (event.target.matches("input[name=kind]")) {
    // A text somebody has changed is his; the offered one follows the kind.
    const text = form.querySelector("[data-counted]");
    const offered = [...form.querySelectorAll("input[name=kind]")].map((box) => box.dataset.text);
    if (offered.includes(text.value) || !text.value.trim()) text.value = event.target.dataset.text;
  }
  count(form);
  tally(form);
});

// --- the count-down

let ends = 0;
let looking = false;

async function lookAgain(place) {
  if (looking) return;
  looking = true;
  try {
    await replaceWith(place, place.dataset.fetched);
  } catch (_error) {
    // the live strip says so already
  }
  setTimeout(() => { looking = false; }, LOOK_AGAIN_MS);
}

function tick() {
  const box = document.querySelector("[data-held]");
  if (!box) return;
  if (!box.dataset.begun) {
    box.dataset.begun = "yes";
    ends = performance.now() + Number(box.dataset.held) * 1000;
  }
  const left = Math.max(0, Math.ceil((ends - performance.now()) / 1000));
  if (left) box.querySelector("[data-held-word]").textContent = word("leaving", { seconds: left });
  else lookAgain(box.closest("[data-fetched]"));
}

tick();
setInterval(tick, 250);
