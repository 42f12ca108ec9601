// The drawer: the thing being done or read, beside the table and under the strip.

const frame = document.getElementById("drawer-frame");
const body = document.getElementById("drawer");
const top = document.querySelector(".frame-top");
let cameFrom = null;

export function openDrawer(url) {
  if (!frame || !window.htmx) {
    location.href = url;
    return;
  }
  if (frame.hidden) cameFrom = document.activeElement;
  window.htmx.ajax("GET", url, { target: "#drawer", swap: "innerHTML" });
}

export function closeDrawer() {
  if (!frame || frame.hidden) return false;
  frame.hidden = true;
  document.body.classList.remove("drawer-open");
  body.replaceChildren();
  if (cameFrom && cameFrom.isConnected) cameFrom.focus();
  return true;
}

function show() {
  frame.hidden = false;
  document.body.classList.add("drawer-open");
  frame.scrollTop = 0;
  if (body.contains(document.activeElement)) return; // somebody types there already
  const first = body.querySelector("[autofocus], [data-first]");
  const heading = body.querySelector("h1, h2");
  if (first) first.focus();
  else if (heading) {
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }
}

export function startDrawer() {
  if (!frame) return;
  if (top && window.ResizeObserver) {
    new ResizeObserver(() => {
      document.documentElement.style.setProperty("--frame-height", `${top.offsetHeight}px`);
    }).observe(top);
  }
  if (body.childElementCount) show();
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-drawer]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      openDrawer(link.href);
    } else if (event.target.closest("[data-close-drawer]")) closeDrawer();
  });
  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target === body) show();
  });
}
