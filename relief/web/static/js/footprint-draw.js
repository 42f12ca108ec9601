// Drawing zones: by clicks, or by the arrow keys and the cross in the middle; the server says what a shape is and how large.
import { countyLines, fetchJson, startMap } from "./footprint-map.js";
import { colour, token } from "./scale.js";
import { element, number, reason, wordsOf } from "./words.js";

const L = window.L;
const words = wordsOf("foot-words");
const root = document.getElementById("foot-draw");
const place = document.getElementById("foot-map");
const form = document.getElementById("foot-form");
const said = document.getElementById("foot-word");
const length = document.getElementById("foot-length");
const zones = [];
let kind = "polygon";
let corners = [];
let removed = null;

const map = startMap(place);
map.doubleClickZoom.disable();
const line = L.polyline([], { color: token("alarm"), weight: 2, interactive: false }).addTo(map);
const dots = L.layerGroup().addTo(map);
const painted = L.layerGroup().addTo(map);
place.append(element("span", { class: "foot-cross", "aria-hidden": "true" }));
countyLines(map, place.dataset.lines).catch(() => {});
fetchJson(place.dataset.footprint).then((body) => {
  const known = L.geoJSON(body, { interactive: false, filter: (feature) => feature.properties.rank, style: { color: token("ink-3"), weight: 1, dashArray: "3 4", fill: false } }).addTo(map);
  if (known.getBounds().isValid()) map.fitBounds(known.getBounds(), { animate: false });
}).catch(() => {});

const field = (name) => root.querySelector(`[name="${name}"]`).value.trim();

function say(text) {
  said.textContent = text;
  said.hidden = !text;
}

function drawCorners() {
  line.setLatLngs(kind === "polygon" && corners.length > 2 ? [...corners, corners[0]] : corners);
  dots.clearLayers();
  for (const corner of corners) L.circleMarker(corner, { radius: 4, color: token("alarm"), weight: 2, fillColor: "#fff", fillOpacity: 1, interactive: false }).addTo(dots);
  const metres = corners.slice(1).reduce((sum, corner, index) => sum + map.distance(corners[index], corner), 0);
  length.textContent = corners.length > 1 ? `${number(Math.round(metres / 100) / 10)} ${words.km}` : "";
}

function add(corner) {
  corners.push(corner.wrap());
  say("");
  drawCorners();
}

function undo() {
  corners.pop();
  drawCorners();
}

function show() {
  painted.clearLayers();
  const body = document.querySelector("#foot-list tbody");
  body.replaceChildren();
  zones.sort((a, b) => a.rank - b.rank);
  zones.forEach((zone, index) => {
    L.geoJSON(zone.geometry, { interactive: false, style: { color: token("ink"), weight: 1.5, fillColor: colour(Math.min(4, index + 1)), fillOpacity: 0.4 } }).addTo(painted);
    const away = element("button", { type: "button", class: "btn btn-small", onclick: () => remove(zone) }, words.remove);
    body.append(element("tr", {}, element("th", { scope: "row" }, String(zone.rank)), element("td", {}, zone.label),
      element("td", { class: "num" }, zone.area_km2 === null ? words.crossing : number(zone.area_km2)), element("td", {}, away)));
  });
  if (removed) {
    const back = element("button", { type: "button", class: "btn btn-small", onclick: putBack }, words.undo);
    body.append(element("tr", {}, element("td", { colspan: "3", class: "muted" }, words.removed.replace("{label}", removed.label || removed.rank)), element("td", {}, back)));
  }
  form.zones.value = JSON.stringify(zones.map(({ rank, label, geometry }) => ({ rank, label, geometry })));
  form.way.value = zones.length && zones.every((zone) => zone.made) ? "made" : "drawn";
  form.querySelector("button").disabled = zones.length === 0;
}

function remove(zone) {
  removed = zone;
  zones.splice(zones.indexOf(zone), 1);
  show();
}

function putBack() {
  zones.push(removed);
  removed = null;
  show();
}

async function keep(asked, made) {
  try {
    const answer = await fetchJson(root.dataset.shape, {
      method: "POST", body: JSON.stringify(asked),
      headers: { "Content-Type": "application/json", "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content },
    });
    zones.push({ rank: field("rank"), label: field("label"), geometry: answer.geometry, area_km2: answer.area_km2, made });
    removed = null;
    say(answer.findings.map((finding) => reason(finding.message)).join(" "));
    show();
    return true;
  } catch (error) {
    say(error.body && error.body.errors ? error.body.errors.map((held) => reason(held.message)).join(" ") : words.failed);
    return false;
  }
}

async function finish() {
  if (corners.length < (kind === "polygon" ? 3 : 2)) {
    say(words.need_points);
    return;
  }
  const points = corners.map((corner) => [corner.lng, corner.lat]);
  const geometry = kind === "polygon" ? { type: "Polygon", coordinates: [[...points, points[0]]] } : { type: "LineString", coordinates: points };
  const asked = kind === "polygon" ? { kind, geometry } : { kind: "corridor", geometry, width_km: field("width_km") };
  if (await keep(asked, false)) {
    corners = [];
    drawCorners();
  }
}

map.on("click", (event) => add(event.latlng));
place.addEventListener("keydown", (event) => {
  if (event.target !== place) return;
  const deed = { " ": () => add(map.getCenter()), Backspace: undo, Enter: finish }[event.key];
  if (!deed) return;
  event.preventDefault();
  deed();
});
root.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.draw) {
    kind = button.dataset.draw;
    for (const other of root.querySelectorAll("[data-draw]")) other.setAttribute("aria-pressed", String(other === button));
    drawCorners();
  }
  if ("centre" in button.dataset) add(map.getCenter());
  if ("undo" in button.dataset) undo();
  if ("finish" in button.dataset) finish();
  if (button.dataset.make === "circle") keep({ kind: "circle", lon: field("lon"), lat: field("lat"), radius_km: field("radius_km") }, true);
  if (button.dataset.make === "ellipse") keep({ kind: "ellipse", lon: field("lon"), lat: field("lat"), long_km: field("long_km"), short_km: field("short_km"), azimuth_deg: field("azimuth_deg") }, true);
});
show();
