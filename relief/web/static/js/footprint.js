// A footprint, or a draft of one, on its map: looked at, not changed.
import { countyLines, fetchJson, paintZones, startMap } from "./footprint-map.js";
import { VillagePoints } from "./footprint-villages.js";

const place = document.getElementById("foot-map");

function pick(points) {
  const buttons = [...document.querySelectorAll("button[data-zone]")];
  for (const button of buttons) {
    button.addEventListener("click", () => {
      const only = button.getAttribute("aria-pressed") === "true" ? null : Number(button.dataset.zone);
      for (const other of buttons) other.setAttribute("aria-pressed", String(only !== null && Number(other.dataset.zone) === only));
      points.show(only);
    });
  }
}

if (place) {
  const map = startMap(place);
  countyLines(map, place.dataset.lines).catch(() => {});
  const zones = fetchJson(place.dataset.zones).then((body) => paintZones(map, body.features));
  zones.catch(() => {});
  if (place.dataset.villages) {
    const points = new VillagePoints(map, document.getElementById("foot-legend"));
    pick(points);
    Promise.all([fetchJson(place.dataset.villages), zones]).then(([body, steps]) => points.take(body, steps)).catch(() => {});
  }
}
