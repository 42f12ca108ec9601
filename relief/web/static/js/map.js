// The map answers one question at a time with the numbers the table shows; it loads nothing from outside.
import { showLegend } from "./legend.js";
import { startMeasure } from "./measure.js";
import { fetchLayer, HATCH, hatch, outline } from "./outlines.js";
import { clusterPoint, markPoint, PointLayer, townshipPoint } from "./points.js";
import { tellView } from "./told.js";
import { questionsOf, worst } from "./questions.js";
import { colour, token } from "./scale.js";
import { factsOf, pointsOf, ViewFeed } from "./view.js";
import { element, number, word, wordsOf } from "./words.js";

const L = window.L;
const SHORT = 6;
const WORDED = ["township", "depot", "site"]; // drawn as objects with words; the rest is the swarm
const SWARM_REACH_PX = 8;
const words = wordsOf("map-words");

function markedAs({ generated, quality }) {
  return [generated ? word("generated") : "", quality === "indicative" ? word("indicative") : ""];
}

function saidOfFacts(facts) {
  return [word(facts.kind), facts.name, ...markedAs(facts)];
}

class DeskMap {
  constructor(desk, numbers, onSelect) {
    this.numbers = numbers;
    this.onSelect = onSelect;
    this.questions = questionsOf(document.querySelectorAll("[data-question]"), numbers);
    this.asked = "damage";
    this.footprint = this.places = { features: [] };
    this.view = { areas: [], clusters: [], points: [], sources: [], counts: [], word: null, kinds: [] };
    this.map = L.map("map", { zoomSnap: 0.25, minZoom: 3.5, maxZoom: 17, zoomControl: false, attributionControl: true, fadeAnimation: false });
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
    this.map.on("moveend resize", () => this.tell());
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

  // The zones once; everything else comes view by view.
  async load([footprint, view]) {
    this.feed = new ViewFeed(this.map, view, { onData: (data) => this.seen(data), onFailed: (seconds) => this.failed(seconds) });
    const zones = fetchLayer(footprint).then((layer) => this.setFootprint(layer), () => this.say("layer_failed"));
    await Promise.all([zones, this.feed.start()]);
  }

  setFootprint(layer) {
    this.footprint = layer;
    const zones = { type: "FeatureCollection", features: layer.features.filter((f) => f.properties.rank).map(outline) };
    this.zones = L.geoJSON(zones, { interactive: false, style: { fill: false, color: token("ink"), weight: 1.6, dashArray: "6 4" } }).addTo(this.map);
    this.draw();
  }

  // A view came: its outlines take the old ones' place in one step.
  seen(view) {
    const first = !this.counties;
    this.view = view;
    this.places = { features: [] };
    this.points.swarm.clear();
    for (const columns of view.points) {
      const { features, rest } = pointsOf(columns, WORDED);
      this.places.features.push(...features);
      if (rest.length) this.points.swarm.add(columns, rest);
    }
    const old = [this.counties, this.lines];
    const filled = { type: "FeatureCollection", features: view.areas.filter((f) => f.properties.filled) };
    const lined = { type: "FeatureCollection", features: view.areas.filter((f) => !f.properties.filled) };
    this.counties = L.geoJSON(filled, { style: (f) => this.styleOf(f), onEachFeature: (f, layer) => this.county(f, layer) }).addTo(this.map);
    hatch(this.map);
    this.counties.setStyle((f) => this.styleOf(f));
    this.lines = L.geoJSON(lined, { interactive: false, style: { fill: false, color: token("ink-3"), weight: 1.2, opacity: 0.8 } }).addTo(this.map);
    for (const layer of old) if (layer) layer.remove();
    if (this.zones) this.zones.bringToFront();
    this.attribute(view.sources);
    this.draw();
    if (first) this.fit();
  }

  attribute(sources) {
    if (this.attributed || !sources.length) return;
    this.attributed = true;
    this.map.attributionControl.addAttribution(`${word("lines_indicative")} · ${sources.join(" · ")}`);
  }

  failed(seconds) {
    const place = document.getElementById("map-failed");
    place.hidden = !seconds;
    place.textContent = seconds ? words.view_failed.replace("{n}", number(seconds)) : "";
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

  // A county's own answer; a prefecture or province shows the worst of its counties, nothing is added up.
  answerOf({ code, level }) {
    const rows = this.question.rows("counties");
    if (level === "county") return { row: rows[code], held: rows[code] && this.question.held(rows[code]) };
    const prefix = code.slice(0, level === "province" ? 2 : 4);
    const held = Object.keys(rows).filter((county) => county.startsWith(prefix)).map((county) => this.question.held(rows[county]));
    return held.length ? { row: { short: "" }, held: worst(held) } : {};
  }

  styleOf(feature) {
    const { row, held } = this.answerOf(feature.properties);
    const line = { color: row ? token("ink-2") : token("line-2"), weight: row ? 1.4 : 0.7, opacity: 1 };
    if (!row) return { ...line, fillColor: feature.properties.struck ? "#fff" : "#f7f9fa", fillOpacity: 1 };
    if (held.step === null) return { ...line, fillColor: `url(#${HATCH})`, fillOpacity: 1 };
    // Paler under the points, which are the finer word.
    const finer = this.places.features.length > 0 && Object.keys(this.question.rows("townships")).length > 0;
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
      else if (townships[code]) points.push(townshipPoint(feature, townships[code], this.question.held(townships[code])));
      else points.push(markPoint(feature, "other"));
    }
    for (const cluster of this.view.clusters) points.push(clusterPoint(cluster, `${word(cluster.kind)} ${number(cluster.count)}`));
    this.points.set(points, [...this.zoneLabels(), ...this.areaLabels()]);
    this.legend(points);
    this.tell();
  }

  tell() {
    tellView(this.view, this.points, () => this.fit());
  }

  areaLabels() {
    const { counties } = this.numbers();
    const labels = [];
    this.counties.eachLayer((layer) => {
      const { code, level, name, struck } = layer.feature.properties;
      const { row, held } = this.answerOf(layer.feature.properties);
      if (level === "county" && !row && !struck && !counties[code]) return;
      const short = counties[code] ? counties[code].short : name.length > SHORT ? `${name.slice(0, SHORT)}…` : name;
      labels.push({ latlng: layer.getBounds().getCenter(), text: row ? `${short} ${held.text}` : short, strong: false });
    });
    return labels;
  }

  zoneLabels() {
    const labels = [];
    if (!this.zones) return labels;
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
    const some = (test) => points.some((point) => point.feature && point.kind !== "epicentre" && test(point.feature.properties));
    const marks = {
      zones: this.footprint.features.some((f) => f.properties.rank), epicentre: count("epicentre"), depots: count("depot"), sites: count("site"),
      generated: some((p) => p.generated), indicative: this.view.counts.some(([, , , drawn]) => drawn), worst: this.view.tier === "province" || this.view.tier === "prefecture",
    };
    showLegend(document.getElementById("legend"), { read: this.question.legend(held), held, marks, by });
  }

  hover(event) {
    const point = this.points.nearest(event.containerPoint);
    this.map.getContainer().style.cursor = point && point.kind === "township" ? "pointer" : "";
    const drawn = point || this.map.dragging.moving() ? null : this.points.swarm.nearest(this.map, event.containerPoint, SWARM_REACH_PX);
    if (!point && !drawn) {
      this.tip.remove();
      return;
    }
    const said = point ? this.saidOf(point) : saidOfFacts(factsOf(drawn.columns, drawn.row));
    this.tip.setLatLng(point ? point.latlng : event.latlng).setContent(element("span", {}, said.filter(Boolean).join(" · "))).addTo(this.map);
  }

  saidOf(point) {
    if (point.kind === "cluster") return [point.name, point.text];
    const facts = point.feature.properties;
    const kind = point.kind === "township" || point.kind === "epicentre" ? "" : word(point.kind);
    return [kind, point.name, facts.zone ? `${word("zone")} ${facts.zone}` : "", point.text, point.said || "", ...markedAs(facts)];
  }

  fit() {
    const [west, south, east, north] = this.view.fit;
    this.map.fitBounds([[south, west], [north, east]], { padding: [24, 24], animate: false });
  }

  select(code, move) {
    this.points.selected = code;
    this.points.redraw();
    const point = this.points.points.find((held) => held.code === code);
    if (move && !point && this.view.fit) this.fit(); // its township is not on this view
    if (move && point && !this.map.getBounds().pad(-0.08).contains(point.latlng)) this.map.panTo(point.latlng, { animate: false });
  }
}

export function startMap(desk, numbers, onSelect) {
  return new DeskMap(desk, numbers, onSelect);
}
