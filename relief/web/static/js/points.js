// Townships, depots and sites on one canvas: tens of thousands of points without a GPU.
import { colour, token } from "./scale.js";
import { Swarm } from "./swarm.js";

const L = window.L;
const NAMES_FROM_ZOOM = 9.5;
const VILLAGES_FROM_ZOOM = 12;
const MOST_NAMES = 300;
const REACH_PX = 12;

function path(context, shape, x, y, r) {
  context.beginPath();
  if (shape === "square") context.rect(x - r, y - r, 2 * r, 2 * r);
  else if (shape === "triangle") {
    context.moveTo(x, y - r * 1.15);
    context.lineTo(x + r * 1.1, y + r * 0.85);
    context.lineTo(x - r * 1.1, y + r * 0.85);
    context.closePath();
  } else if (shape === "star") {
    for (let i = 0; i < 10; i += 1) {
      const reach = i % 2 ? r * 0.45 : r * 1.2;
      const angle = (Math.PI * i) / 5 - Math.PI / 2;
      context.lineTo(x + reach * Math.cos(angle), y + reach * Math.sin(angle));
    }
    context.closePath();
  } else context.arc(x, y, r, 0, 2 * Math.PI);
}

export const PointLayer = L.Layer.extend({
  initialize() {
    this.points = [];
    this.labels = [];
    this.swarm = new Swarm();
    this.selected = "";
  },

  onAdd(map) {
    const pane = map.getPane("points") || map.createPane("points");
    pane.style.zIndex = 450;
    pane.style.pointerEvents = "none";
    this.canvas = L.DomUtil.create("canvas", "leaflet-zoom-hide", pane);
    map.on("moveend resize", this.redraw, this); // every zoom ends in a moveend: once is enough
    this.redraw();
  },

  onRemove(map) {
    map.off("moveend resize", this.redraw, this);
    this.canvas.remove();
  },

  set(points, labels) {
    this.points = points;
    this.labels = labels;
    this.redraw();
  },

  redraw() {
    const map = this._map;
    if (!map) return;
    const size = map.getSize();
    const ratio = window.devicePixelRatio || 1;
    const canvas = this.canvas;
    canvas.width = size.x * ratio;
    canvas.height = size.y * ratio;
    canvas.style.width = `${size.x}px`;
    canvas.style.height = `${size.y}px`;
    L.DomUtil.setPosition(canvas, map.containerPointToLayerPoint([0, 0]));
    const context = canvas.getContext("2d");
    context.scale(ratio, ratio);
    const inside = new L.Bounds([-40, -40], size.add([40, 40]));
    this.placed = [];
    for (const point of this.points) {
      const at = map.latLngToContainerPoint(point.latlng);
      if (inside.contains(at)) this.placed.push({ point, at });
    }
    this.taken = [];
    this.face = getComputedStyle(document.body).fontFamily;
    this.swarm.draw(context, map, size, ratio, token("ink-2"));
    for (const held of this.placed) this.mark(context, held);
    for (const held of this.placed) this.caption(context, held);
    for (const label of this.labels) this.area(context, label);
    if (map.getZoom() >= VILLAGES_FROM_ZOOM) {
      for (const { x, y, name } of this.swarm.named(map, size, "village", MOST_NAMES)) this.text(context, name, x, y, false, token("ink-2"));
    }
  },

  mark(context, { point, at }) {
    const chosen = point.code && point.code === this.selected && point.kind === "township";
    if (chosen) {
      path(context, "circle", at.x, at.y, point.size + 5);
      context.lineWidth = 3;
      context.strokeStyle = token("ink");
      context.stroke();
    }
    path(context, point.shape, at.x, at.y, point.size);
    context.fillStyle = point.fill;
    context.fill();
    context.lineWidth = 1.5;
    context.strokeStyle = point.stroke;
    context.setLineDash(point.sure ? [] : [3, 2.5]);
    context.stroke();
    if (point.indicative) {
      path(context, "circle", at.x, at.y, point.size + 3.5);
      context.lineWidth = 1;
      context.strokeStyle = token("ink-2");
      context.setLineDash([1, 2.5]);
      context.stroke();
    }
    context.setLineDash([]);
    if (point.never) {
      context.font = "bold 12px sans-serif";
      context.fillStyle = "#fff";
      context.textAlign = "center";
      context.fillText("!", at.x, at.y + 5);
    }
    if (point.kind === "township") this.taken.push([at.x - point.size, at.y - point.size, at.x + point.size, at.y + point.size]);
  },

  caption(context, { point, at }) {
    if (point.kind === "cluster") {
      this.text(context, point.text, at.x + point.size + 4, at.y + 4, false, token("ink"));
      return;
    }
    if (point.kind !== "township") return;
    const chosen = point.code === this.selected;
    const named = chosen || this._map.getZoom() >= NAMES_FROM_ZOOM;
    const lines = [named ? point.name : "", named || !point.muted ? point.text : ""].filter(Boolean);
    context.textAlign = "left";
    this.text(context, lines.join(" "), at.x + point.size + (chosen ? 9 : 4), at.y + 4, chosen, point.muted ? token("ink-3") : token("ink"));
  },

  area(context, label) {
    const at = this._map.latLngToContainerPoint(label.latlng);
    context.font = "600 13px sans-serif";
    const wide = context.measureText(label.text).width;
    context.textAlign = "left";
    this.text(context, label.text, at.x - wide / 2, at.y, label.strong, label.strong ? token("ink") : token("ink-3"), label.strong);
  },

  // A word that would cover another is left out; zooming in brings it back.
  text(context, words, x, y, always, fill, heavy = false) {
    if (!words) return;
    context.font = `${heavy ? "600 13px" : "500 12px"} ${this.face}`;
    const wide = context.measureText(words).width;
    const box = [x - 1, y - 11, x + wide + 1, y + 3];
    const meets = this.taken.some((other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1]);
    if (meets && !always) return;
    this.taken.push(box);
    context.lineWidth = 3;
    context.lineJoin = "round";
    context.strokeStyle = "rgba(255,255,255,.92)";
    context.strokeText(words, x, y);
    context.fillStyle = fill;
    context.fillText(words, x, y);
  },

  nearest(at) {
    let best = null;
    for (const held of this.placed || []) {
      const far = held.at.distanceTo(at) - held.point.size;
      if (far < REACH_PX - 6 && (!best || far < best.far)) best = { far, point: held.point };
    }
    return best && best.point;
  },
});

export function townshipPoint(feature, row, held) {
  const empty = held.step === null;
  return {
    kind: "township", code: feature.properties.code, name: feature.properties.name, latlng: latlng(feature), feature, row,
    shape: held.never ? "triangle" : "circle", size: held.never ? 9 : empty ? 5 : 4 + held.step * 1.8,
    fill: held.never ? token("alarm") : empty ? "#fff" : colour(held.step), stroke: token(held.never ? "alarm" : empty ? "ink-3" : "ink"), sure: held.sure, never: held.never, text: held.text, said: held.said, muted: empty,
    indicative: feature.properties.quality === "indicative",
  };
}

export function markPoint(feature, kind) {
  const look = { depot: ["square", 5.5, token("ink")], site: ["triangle", 6.5, "#fff"], epicentre: ["star", 10, "#fff"], other: ["circle", 3, "#fff"] }[kind];
  return {
    kind, code: "", name: feature.properties.name, latlng: latlng(feature), feature, row: null, shape: look[0], size: look[1], fill: look[2],
    stroke: token(kind === "other" ? "ink-3" : "ink"), sure: true, never: false, text: "", muted: false, indicative: feature.properties.quality === "indicative",
  };
}

// Points too many to draw one by one, or too far away: how many a division has.
export function clusterPoint(cluster, text) {
  return {
    kind: "cluster", code: cluster.code, name: cluster.name, latlng: L.latLng(cluster.lat, cluster.lon), feature: null, row: null, shape: "circle",
    size: Math.min(5 + 2.2 * Math.log10(cluster.count), 16), fill: "#fff", stroke: token("ink-2"), sure: true, never: false, text, muted: false, indicative: false,
  };
}

function latlng(feature) {
  const [lon, lat] = feature.geometry.coordinates;
  return L.latLng(lat, lon);
}
