// Forms: one answer per click, Ctrl+Enter where a form offers it, a question before what cannot be undone, a count-down before what leaves the house.
import { element, word } from "./words.js";

const LONGEST_MS = 8000; // an answer that is a file leaves the page standing

function countDown(button, seconds, release) {
  let left = seconds;
  const text = element("span", {}, word("leaving", { seconds: left }));
  const box = element("span", { class: "countdown", role: "timer" }, text);
  const end = () => {
    clearInterval(timer);
    box.remove();
  };
  const stop = element("button", { type: "button", class: "btn btn-small btn-danger", onclick() {
    end();
    button.hidden = false;
    button.focus();
    button.insertAdjacentElement("afterend", element("span", { class: "muted", role: "status" }, word("stopped")));
  } }, word("stop"));
  const now = element("button", { type: "button", class: "btn btn-small", onclick() {
    end();
    release();
  } }, word("send_now"));
  const timer = setInterval(() => {
    left -= 1;
    text.textContent = word("leaving", { seconds: left });
    if (left <= 0) {
      end();
      release();
    }
  }, 1000);
  box.append(stop, now);
  button.insertAdjacentElement("afterend", box);
  stop.focus();
}

function ask(button) {
  const form = button.form;
  const release = () => {
    button.hidden = false;
    button.dataset.confirmed = "1";
    form.requestSubmit(button);
    delete button.dataset.confirmed;
  };
  const box = element("span", { class: "asked", role: "group" }, element("span", {}, button.dataset.confirm));
  const yes = element("button", { type: "button", class: button.className, onclick() {
    if (!form.reportValidity()) return;
    box.remove();
    const seconds = Number(button.dataset.countdown || 0);
    if (seconds) countDown(button, seconds, release);
    else release();
  } }, word("confirm"));
  const no = element("button", { type: "button", class: "btn", onclick() {
    box.remove();
    button.hidden = false;
    button.focus();
  } }, word("cancel"));
  box.append(yes, no);
  button.hidden = true;
  const next = button.nextElementSibling;
  if (next && next.getAttribute("role") === "status") next.remove();
  button.insertAdjacentElement("afterend", box);
  yes.focus();
}

function onKey(event) {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
  const form = event.target.closest("form[data-ctrl-enter]");
  if (!form) return;
  event.preventDefault();
  form.requestSubmit();
}

export function startForms() {
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-confirm]");
    if (button && button.form && !button.dataset.confirmed) {
      event.preventDefault();
      ask(button);
    }
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    // Enter in a field would otherwise pass by the question.
    const asking = event.submitter && event.submitter.dataset.confirm && !event.submitter.dataset.confirmed;
    if (asking) {
      event.preventDefault();
      event.stopPropagation();
      if (!event.submitter.hidden) ask(event.submitter);
    } else if (form.method === "post" && form.dataset.sent) {
      event.preventDefault();
      event.stopPropagation();
    } else if (form.method === "post") {
      form.dataset.sent = "1";
      setTimeout(() => delete form.dataset.sent, LONGEST_MS);
    }
  }, true);
  const free = () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
  document.body.addEventListener("htmx:afterRequest", free);
  window.addEventListener("pageshow", free);
}
