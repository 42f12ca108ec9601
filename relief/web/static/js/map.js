// The map answers one question at a time with the numbers the table shows; it loads nothing from outside.
import { showLegend } from "./legend.js";
import { startMeasure } from "./measure.js";
import { markPoint, PointLayer, townshipPoint } from "./points.js";
import { questionsOf } from "./questions.js";
import { colour, token } from "./scale.js";
import { element, word } from "./words.js";

const L = window.L;
const SVG = "http://www.w3.org/2000/svg";
const HATCH = "map-hatch";
const SHORT = 6;

function hatch(map) {
  const svg = map.getPane("overlayPane").querySelector("svg");
  if (!svg || document.getElementById(HATCH)) return;
  const made = (tag, attributes) => {
    const node = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    return node;
  };
  const pattern = made("pattern", { id: HATCH, width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" });
  pattern.append(made("rect", { width: 6, height: 6, fill: "#fff" }), made("rect", { width: 1.2, height: 6, fill: "#b9c3cb" }));
  const defs = made("defs", {});
  defs.append(pattern);
  svg.prepend(defs);
}

async function fetchLayer(url) {
  const response = await fetch(url, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}

// A zone's outer line only: its hole is the next zone's line, and would be drawn twice.
function outline(feature) {
  const { type, coordinates } = feature.geometry;
  const rings = type === "Polygon" ? [coordinates[0]] : coordinates.map((part) => part[0]);
  return { ...feature, geometry: { type: "MultiLineString", coordinates: rings } };
}

class DeskMap {
  constructor(desk, numbers, onSelect) {
    this.numbers = numbers;
    this.onSelect = onSelect;
    this.questions = questionsOf(document.querySelectorAll("[data-question]"), numbers);
    this.asked = "damage";
    this.boundaries = this.footprint = this.places = { features: [] };
    this.map = L.map("map", { zoomSnap: 0.25, minZoom: 4, maxZoom: 14, zoomControl: false, attributionControl: true, fadeAnimation: false });
    this.map.attributionControl.setPrefix(false);
    L.control.zoom({ position: "topright", zoomInTitle: word("zoom_in"), zoomOutTitle: word("zoom_out") }).addTo(this.map);
    L.control.scale({ imperial: false, position: "bottomright" }).addTo(this.map);
    this.map.setView([35.7, 102.8], 8);
    this.points = new PointLayer().addTo(this.map);
    this.tip = L.tooltip({ className: "map-tip", direction: "top", offset: [0, -10] });
    this.measuring = startMeasure(this.map, document.querySelector("[data-measure]"), document.getElementById("map-word"));
    this.listen();
    this.load(desk.dataset.layers ? desk.dataset.layers.split(" ") : []);
  }

  listen() {
    this.map.on("mousemove", (event) => this.hover(event));
    this.map.on("mouseout", () => this.tip.remove());
    this.map.on("click", (event) => {
      const point = this.measuring() ? null : this.points.nearest(event.containerPoint);
      if (point && point.kind === "township" && point.row) this.onSelect(point.code);
    });
    if (window.ResizeObserver) new ResizeObserver(() => this.map.invalidateSize({ animate: false })).observe(this.map.getContainer());
    document.addEventListener("click", (event) => {
      const question = event.target.closest("[data-question]");
      const figure = event.target.closest("[data-figure]");
      if (question) this.ask(question.dataset.question);
      if (figure) this.choose(figure.dataset.figure);
    });
  }

  get question() {
    return this.questions.get(this.asked);
  }

  async ask(name) {
    this.asked = name;
    for (const button of document.querySelectorAll("[data-question]")) button.setAttribute("aria-pressed", String(button.dataset.question === name));
    await this.refresh();
  }

  choose(figure) {
    this.question.figure = figure;
    this.draw();
  }

  // What the question asked knows is fetched where it has to be; the answer of a question left meanwhile waits.
  async refresh() {
    const { asked, question } = this;
    this.say("");
    try {
      await question.load();
    } catch (_error) {
      if (asked === this.asked) this.say("layer_failed");
    }
    if (asked === this.asked) this.draw();
  }

  changed() {
    for (const question of this.questions.values()) question.drop();
    return this.refresh();
  }

  say(key) {
    const place = document.getElementById("map-word");
    place.textContent = key ? word(key) : "";
    place.hidden = !key;
  }

  async load(urls) {
    try {
      [this.boundaries, this.footprint, this.places] = await Promise.all(urls.map(fetchLayer));
    } catch (_error) {
      this.say("map_failed");
    }
    this.build();
    this.draw();
    this.fit();
  }

  build() {
    const level = (wanted) => ({ type: "FeatureCollection", features: this.boundaries.features.filter((f) => f.properties.level === wanted) });
    this.counties = L.geoJSON(level("county"), { style: (f) => this.styleOf(f), onEachFeature: (f, layer) => this.county(f, layer) }).addTo(this.map);
    hatch(this.map);
    this.counties.setStyle((f) => this.styleOf(f));
    L.geoJSON(level("prefecture"), { interactive: false, style: { fill: false, color: token("ink-3"), weight: 1.2, opacity: 0.8 } }).addTo(this.map);
    const zones = { type: "FeatureCollection", features: this.footprint.features.filter((f) => f.properties.rank).map(outline) };
    this.zones = L.geoJSON(zones, { interactive: false, style: { fill: false, color: token("ink"), weight: 1.6, dashArray: "6 4" } }).addTo(this.map);
    const sources = (this.boundaries.about || {}).sources || [];
    if (sources.length) this.map.attributionControl.addAttribution(`${word("lines_indicative")} · ${sources.join(" · ")}`);
  }

  county(feature, layer) {
    layer.on("click", (event) => {
      if (this.measuring() || this.points.nearest(event.containerPoint)) return;
      if (this.numbers().counties[feature.properties.code]) this.onSelect(feature.properties.code);
    });
  }

  buttons() {
    for (const group of document.querySelectorAll(".desk-map [data-for]")) {
      const own = group.dataset.for === this.asked;
      group.hidden = !own;
      for (const button of own ? group.querySelectorAll("[data-figure]") : []) button.setAttribute("aria-pressed", String(button.dataset.figure === this.question.figure));
    }
  }

  styleOf(feature) {
    const { code } = feature.properties;
    const row = this.question.rows("counties")[code];
    const line = { color: row ? token("ink-2") : token("line-2"), weight: row ? 1.4 : 0.7, opacity: 1 };
    if (!row) return { ...line, fillColor: feature.properties.struck ? "#fff" : "#f7f9fa", fillOpacity: 1 };
    const held = this.question.held(row);
    if (held.step === null) return { ...line, fillColor: `url(#${HATCH})`, fillOpacity: 1 };
    // Paler under the points, which are the finer word.
    const finer = Object.keys(this.question.rows("townships")).length > 0;
    return { ...line, fillColor: colour(held.step), fillOpacity: finer ? 0.6 : 0.75 };
  }

  draw() {
    this.buttons();
    if (!this.counties) return;
    const townships = this.question.rows("townships");
    this.counties.setStyle((feature) => this.styleOf(feature));
    const points = [];
    for (const feature of this.footprint.features) if (feature.properties.kind === "epicentre") points.push(markPoint(feature, "epicentre"));
    for (const feature of this.places.features) {
      const { kind, code } = feature.properties;
      if (kind === "depot" || kind === "site") points.push(markPoint(feature, kind));
      else if (kind === "township" && townships[code]) points.push(townshipPoint(feature, townships[code], this.question.held(townships[code])));
    }
    this.points.set(points, [...this.zoneLabels(), ...this.areaLabels()]);
    this.legend(points);
  }

  areaLabels() {
    const { counties } = this.numbers();
    const labels = [];
    this.counties.eachLayer((layer) => {
      const { code } = layer.feature.properties;
      const row = counties[code];
      if (!row && !layer.feature.properties.struck) return;
      const name = row ? row.short : layer.feature.properties.name;
      const text = row ? `${name} ${this.question.held(this.question.rows("counties")[code] || row).text}` : name.length > SHORT ? `${name.slice(0, SHORT)}…` : name;
      labels.push({ latlng: layer.getBounds().getCenter(), text, strong: false });
    });
    return labels;
  }

  zoneLabels() {
    const labels = [];
    this.zones.eachLayer((layer) => {
      const corners = layer.getLatLngs().flat(2);
      const north = corners.reduce((best, corner) => (corner.lat > best.lat ? corner : best));
      labels.push({ latlng: north, text: layer.feature.properties.label, strong: true });
    });
    return labels;
  }

  legend(points) {
    const townships = Object.values(this.question.rows("townships"));
    const by = townships.length ? "township" : "county";
    const rows = townships.length ? townships : Object.values(this.question.rows("counties"));
    const held = rows.map((row) => this.question.held(row));
    const count = (kind) => points.filter((point) => point.kind === kind).length;
    const some = (test) => points.some((point) => point.kind !== "epicentre" && test(point.feature.properties));
    const marks = {
      zones: this.footprint.features.some((f) => f.properties.rank), epicentre: count("epicentre"), depots: count("depot"), sites: count("site"),
      generated: some((p) => p.generated), indicative: some((p) => p.quality === "indicative"),
    };
    showLegend(document.getElementById("legend"), { read: this.question.legend(held), held, marks, by });
  }

  hover(event) {
    const point = this.points.nearest(event.containerPoint);
    this.map.getContainer().style.cursor = point && point.kind === "township" ? "pointer" : "";
    if (!point) {
      this.tip.remove();
      return;
    }
    const { quality, generated, zone } = point.feature.properties;
    const said = [point.kind === "township" ? "" : word(point.kind === "epicentre" ? "" : point.kind), point.name, zone ? `${word("zone")} ${zone}` : "", point.text,
      point.said || "", generated ? word("generated") : "", quality === "indicative" ? word("indicative") : ""].filter(Boolean);
    this.tip.setLatLng(point.latlng).setContent(element("span", {}, said.join(" · "))).addTo(this.map);
  }

  fit() {
    const own = Object.keys(this.numbers().counties);
    const bounds = L.latLngBounds([]);
    this.counties.eachLayer((layer) => {
      if (own.includes(layer.feature.properties.code)) bounds.extend(layer.getBounds());
    });
    if (!bounds.isValid()) this.zones.eachLayer((layer) => bounds.extend(layer.getBounds()));
    if (bounds.isValid()) this.map.fitBounds(bounds, { padding: [24, 24], animate: false });
  }

  select(code, move) {
    this.points.selected = code;
    this.points.redraw();
    const point = this.points.points.find((held) => held.code === code);
    if (move && point && !this.map.getBounds().pad(-0.08).contains(point.latlng)) this.map.panTo(point.latlng, { animate: false });
  }
}

export function startMap(desk, numbers, onSelect) {
  return new DeskMap(desk, numbers, onSelect);
}
