// The telephone slip by keyboard: township by name, pinyin, initials or number; x is 待核; Ctrl+Enter saves.
// Everything is delegated from the document, since the drawer's content comes and goes.

const UNKNOWN_KEYS = new Set(["x", "X", "?", "？", "×"]);

const slipOf = (node) => (node instanceof Element ? node.closest("[data-slip] form") : null);

function townships(form) {
  return Array.from(form.querySelectorAll("datalist option"), (option) => ({
    code: option.dataset.code,
    name: option.value,
    number: option.dataset.number,
    words: [option.value.toLowerCase(), option.dataset.pinyin, option.dataset.initials, option.dataset.code],
  }));
}

function found(form, text) {
  const word = text.replace(/\s+/g, "").toLowerCase();
  const rows = townships(form);
  if (!word) return [];
  if (/^\d{1,3}$/.test(word)) {
    const number = word === "0" ? "10" : word;
    return rows.filter((row) => row.number === number);
  }
  const exact = rows.filter((row) => row.words.includes(word));
  if (exact.length) return exact;
  const begins = rows.filter((row) => row.words.some((said) => said.startsWith(word)));
  return begins.length ? begins : rows.filter((row) => row.words[0].includes(word));
}

function suggest(form) {
  const input = form.querySelector("[data-township]");
  const rows = found(form, input.value);
  const line = form.querySelector("[data-chosen]");
  form.elements.division.value = rows.length === 1 && rows[0].name === input.value.trim() ? rows[0].code : "";
  line.textContent = rows.slice(0, 5).map((row) => `${row.number} ${row.name}`).join("　");
}

function choose(form) {
  const input = form.querySelector("[data-township]");
  const rows = found(form, input.value);
  if (rows.length !== 1) return;
  const [row] = rows;
  input.value = row.name;
  const changed = form.dataset.shown !== row.code;
  form.elements.division.value = row.code;
  form.querySelector("[data-chosen]").textContent = `✓ ${row.name} ${row.code}`;
  if (changed) showVillages(form, row.code);
}

async function showVillages(form, code) {
  form.dataset.shown = code;
  const answer = await fetch(`${form.dataset.villages}?division=${encodeURIComponent(code)}`, {
    headers: { "HX-Request": "true" },
    credentials: "same-origin",
  }).catch(() => null);
  if (!answer || !answer.ok || form.dataset.shown !== code) return;
  form.querySelector("[data-village-boxes]").innerHTML = await answer.text();
}

function begin(root) {
  const saved = root.querySelector("[data-saved]:not([data-begun]) a[autofocus]");
  if (saved) {
    saved.closest("[data-saved]").dataset.begun = "yes";
    saved.focus();
  }
  const form = root.querySelector("[data-slip] form");
  if (!form || form.dataset.begun) return;
  form.dataset.begun = "yes";
  // htmx takes up new content a moment after it stands there; who types at once must not leave the page.
  if (window.htmx) window.htmx.process(form);
  form.dataset.shown = form.elements.division.value;
  if (form.contains(document.activeElement)) return; // somebody types already: his place is his
  const wrong = form.querySelector("[aria-invalid=true]");
  (wrong || form.querySelector("[autofocus]") || form.querySelector("[data-township]")).focus();
}

document.addEventListener("input", (event) => {
  const form = slipOf(event.target);
  if (!form) return;
  if (event.target.matches("[data-township]")) suggest(form);
  if (event.target.matches("[data-figure]") && UNKNOWN_KEYS.has(event.target.value.trim())) {
    event.target.value = form.dataset.unknown;
  }
  if (event.target.matches("[data-all-villages]")) {
    form.querySelectorAll("input[name=villages]").forEach((box) => { box.checked = event.target.checked; });
  }
});

document.addEventListener("focusout", (event) => {
  const form = slipOf(event.target);
  if (form && event.target.matches("[data-township]")) choose(form);
});

document.addEventListener("keydown", (event) => {
  const form = slipOf(event.target);
  if (!form || event.key !== "Enter" || event.isComposing) return;
  if (event.ctrlKey || event.metaKey) {
    event.preventDefault();
    if (event.target.matches("[data-township]")) choose(form);
    form.requestSubmit();
  } else if (event.target.matches("input:not([type=checkbox])")) {
    // A plain Enter goes on to the next field: half a slip is not saved by accident.
    event.preventDefault();
    const fields = Array.from(form.querySelectorAll("input:not([type=hidden]), textarea, button"));
    const next = fields[fields.indexOf(event.target) + 1];
    if (next) next.focus();
  }
});

document.addEventListener("htmx:afterSettle", (event) => begin(event.target.parentElement || document));
new MutationObserver(() => begin(document)).observe(document.documentElement, { childList: true, subtree: true });
begin(document);
