// One line that says what happened, where nothing else on the page can.
import { element, icon, word } from "./words.js";

const place = document.getElementById("notice");

export function say(text, kind = "alarm") {
  if (!place) return;
  const mark = kind === "alarm" ? [icon("alarm")] : kind === "ok" ? [icon("check")] : [];
  const close = element("button", { type: "button", class: "btn btn-small", "aria-label": word("cancel"), onclick: clear }, icon("close"));
  place.replaceChildren(element("p", { class: `notice-line ${kind}` }, ...mark, element("span", {}, text), close));
}

export function clear() {
  if (place) place.replaceChildren();
}

// An error answer of the server goes here and leaves the form it came from as it was typed.
export function catchErrors() {
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    const answer = event.detail.serverResponse || "";
    if (event.detail.xhr.status >= 400 && answer.includes("data-error-fragment")) {
      event.detail.target = place;
      event.detail.shouldSwap = true;
      event.detail.swapOverride = "innerHTML";
    }
  });
  document.body.addEventListener("htmx:sendError", () => say(word("failed")));
  document.body.addEventListener("htmx:beforeRequest", clear);
}
