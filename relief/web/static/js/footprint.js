// A footprint, or a draft of one, on its map: looked at, not changed.
import { countyLines, fetchJson, paintZones, startMap } from "./footprint-map.js";

const place = document.getElementById("foot-map");
if (place) {
  const map = startMap(place);
  countyLines(map, place.dataset.lines).catch(() => {});
  fetchJson(place.dataset.zones).then((body) => paintZones(map, body.features)).catch(() => {});
}
