// The page's words in the language it is shown in: a JSON block, since no script holds text of its own.

function read(id) {
  const block = document.getElementById(id);
  return block ? JSON.parse(block.textContent) : {};
}

const words = read("words");

export function word(key, values = {}) {
  let text = words[key] || key;
  for (const [name, value] of Object.entries(values)) text = text.replace(`{${name}}`, value);
  return text;
}

export function wordsOf(id) {
  return read(id);
}

export const english = document.documentElement.lang === "en";

export function reason(message) {
  return english ? message.en : message.zh;
}

export function number(value) {
  return value === null || value === undefined ? word("unknown") : value.toLocaleString("en-US");
}

export function beijing(date) {
  const parts = new Intl.DateTimeFormat("sv-SE", {
    timeZone: "Asia/Shanghai", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
  });
  return parts.format(date);
}

export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on") && typeof value === "function") made.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

const SVG = "http://www.w3.org/2000/svg";

export function icon(name) {
  const any = document.querySelector(".icon use");
  const sheet = any ? any.getAttribute("href").split("#")[0] : "/static/icons.svg";
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${sheet}#${name}`);
  svg.append(use);
  return svg;
}

export function typing(target = document.activeElement) {
  return Boolean(target && target.closest("input:not([type=range]), textarea, select, [contenteditable]"));
}
