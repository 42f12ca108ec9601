// The map of one footprint: county lines, zones from light to dark, and the places of what was found.
import { colour, token } from "./scale.js";
import { element, english, word } from "./words.js";

const L = window.L;

export async function fetchJson(url, options = {}) {
  const response = await fetch(url, { ...options, headers: { Accept: "application/json", ...(options.headers || {}) } });
  const body = await response.json();
  if (!response.ok) throw Object.assign(new Error(String(response.status)), { body });
  return body;
}

export function startMap(place) {
  const map = L.map(place, { zoomSnap: 0.25, minZoom: 3, maxZoom: 15, zoomControl: false, fadeAnimation: false });
  map.attributionControl.setPrefix(false);
  L.control.zoom({ position: "topright", zoomInTitle: word("zoom_in"), zoomOutTitle: word("zoom_out") }).addTo(map);
  L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
  map.setView([35.7, 102.8], 8);
  return map;
}

export async function countyLines(map, url) {
  const lines = await fetchJson(url);
  const counties = lines.features.filter((feature) => feature.properties.level === "county");
  L.geoJSON({ type: "FeatureCollection", features: counties }, { interactive: false, style: { color: token("line-2"), weight: 0.8, fill: false } }).addTo(map);
  const sources = (lines.about || {}).sources || [];
  if (sources.length) map.attributionControl.addAttribution(`${word("lines_indicative")} · ${sources.join(" · ")}`);
}

// Returns the colour step of each rank.
export function paintZones(map, zones) {
  const ranked = zones.filter((feature) => feature.properties.rank !== undefined).sort((a, b) => a.properties.rank - b.properties.rank);
  const steps = new Map();
  const layers = ranked.map((feature, index) => {
    const step = Math.min(4, Math.round((index / Math.max(1, ranked.length - 1)) * 3) + 1);
    steps.set(feature.properties.rank, step);
    const layer = L.geoJSON(feature, { style: { color: token("ink"), weight: 1.4, dashArray: "6 4", fillColor: colour(step), fillOpacity: 0.45 } });
    // At its northern edge: the middles of nested zones are one place.
    const corners = layer.getLayers().flatMap((held) => held.getLatLngs().flat(3));
    const north = corners.reduce((best, corner) => (corner.lat > best.lat ? corner : best));
    L.tooltip({ permanent: true, direction: "center", className: "map-label" }).setLatLng(north).setContent(element("span", {}, feature.properties.label)).addTo(map);
    return layer.addTo(map);
  });
  for (const feature of zones.filter((held) => held.properties.finding)) {
    const [lon, lat] = feature.geometry.coordinates;
    const said = english ? feature.properties.finding.en : feature.properties.finding.zh;
    const mark = L.circleMarker([lat, lon], { radius: 9, color: token("alarm"), weight: 3, fill: false }).addTo(map);
    mark.bindTooltip(element("span", {}, said), { direction: "top" });
    layers.push(mark);
  }
  const bounds = L.featureGroup(layers).getBounds();
  if (bounds.isValid()) map.fitBounds(bounds, { padding: [24, 24], animate: false });
  return steps;
}
