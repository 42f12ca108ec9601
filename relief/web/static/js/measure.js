// Distance on the ground by clicking: a double click ends it, Escape clears it.
import { number, word } from "./words.js";

const L = window.L;

export function startMeasure(map, button, hint) {
  const line = L.polyline([], { color: "#15212b", weight: 2, dashArray: "2 5", interactive: false });
  const label = L.tooltip({ permanent: true, className: "map-label", direction: "right" });
  let on = false;

  function clear() {
    line.setLatLngs([]);
    line.remove();
    label.remove();
  }

  function set(now) {
    on = now;
    clear();
    button.setAttribute("aria-pressed", String(on));
    map.getContainer().classList.toggle("measuring", on);
    hint.hidden = !on;
    hint.textContent = on ? word("measure_hint") : "";
    if (on) map.doubleClickZoom.disable();
    else map.doubleClickZoom.enable();
  }

  function total(points) {
    return points.slice(1).reduce((metres, point, index) => metres + map.distance(points[index], point), 0);
  }

  map.on("click", (event) => {
    if (!on) return;
    line.addTo(map).addLatLng(event.latlng);
    const km = total(line.getLatLngs()) / 1000;
    label.setLatLng(event.latlng).setContent(`${number(Math.round(km * 10) / 10)} ${word("km")}`).addTo(map);
  });
  map.on("dblclick", () => {
    if (!on) return;
    on = false;
    button.setAttribute("aria-pressed", "false");
    map.getContainer().classList.remove("measuring");
    hint.hidden = true;
    setTimeout(() => map.doubleClickZoom.enable(), 300);
  });
  button.addEventListener("click", () => set(!on));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && (on || line.getLatLngs().length)) set(false);
  });
  return () => on;
}
