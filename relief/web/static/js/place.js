// One place on a small map without tiles: its county's line, its neighbours, and a click for where it really is.
import { word } from "./words.js";

const L = window.L;
const NEAR_ZOOM = 11;
const DIGITS = 6;
const STORED = "EPSG:4490";

function fillIn(form, latlng) {
  form.elements.crs.value = STORED;
  form.elements.lon.value = latlng.lng.toFixed(DIGITS);
  form.elements.lat.value = latlng.lat.toFixed(DIGITS);
}

function draw(container, told, form) {
  const map = L.map(container, { zoomControl: false, attributionControl: false, minZoom: 5, maxZoom: 17, fadeAnimation: false });
  L.control.zoom({ position: "topright", zoomInTitle: word("zoom_in"), zoomOutTitle: word("zoom_out") }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  map.setView([told.lat, told.lon], NEAR_ZOOM);
  if (told.line) L.geoJSON(told.line, { interactive: false, style: { color: "#44525c", weight: 2, fillOpacity: 0.03 } }).addTo(map);
  for (const [lon, lat, name] of told.near) {
    L.circleMarker([lat, lon], { radius: 3, weight: 1, color: "#7a8791", fillOpacity: 0.6 }).bindTooltip(name).addTo(map);
  }
  const own = L.circleMarker([told.lat, told.lon], { radius: 7, weight: 2, color: "#0b5cad", fillColor: "#fff", fillOpacity: 1, interactive: false }).addTo(map);
  if (!form) return;
  const wished = L.circleMarker([told.lat, told.lon], { radius: 8, weight: 3, color: "#b5480f", fillOpacity: 0.2, interactive: false });
  const link = L.polyline([], { color: "#b5480f", weight: 2, dashArray: "4 4", interactive: false });
  map.on("click", ({ latlng }) => {
    fillIn(form, latlng);
    wished.setLatLng(latlng).addTo(map);
    link.setLatLngs([own.getLatLng(), latlng]).addTo(map);
    container.dataset.chosen = `${latlng.lng.toFixed(DIGITS)},${latlng.lat.toFixed(DIGITS)}`;
  });
}

async function open() {
  const container = document.getElementById("place-map");
  if (!container || !L) return;
  try {
    const response = await fetch(container.dataset.around, { headers: { Accept: "application/json" } });
    if (!response.ok) throw new Error(String(response.status));
    draw(container, await response.json(), document.querySelector("[data-place-form]"));
    container.dataset.ready = "1";
  } catch (_error) {
    document.getElementById("place-map-word").textContent = word("map_failed");
  }
}

open();
