// The desk's own point layer and Leaflet's markers over the same points, on a page without a desk.
import { PointLayer } from "/static/js/points.js";

const L = window.L;
const CENTRE = [35.7, 102.8];
const ZOOM = 13;
const PARTS = 100000;
const REACH_PX = 8;

const map = L.map("map", { zoomSnap: 0.25, zoomControl: false, attributionControl: false, fadeAnimation: false, zoomAnimation: false });
map.setView(CENTRE, ZOOM);
let layer = null;

// Points on a grid over the whole screen: none covers another's middle.
function grid(many) {
  const { x: wide, y: high } = map.getSize();
  const step = Math.sqrt((wide * high) / many) * 0.985;
  const across = Math.floor(wide / step);
  const lon = [];
  const lat = [];
  for (let n = 0; n < many; n += 1) {
    const at = map.containerPointToLatLng([((n % across) + 0.5) * step, (Math.floor(n / across) + 0.5) * step]);
    lon.push(Math.round(at.lng * PARTS));
    lat.push(Math.round(at.lat * PARTS));
  }
  return { lon, lat };
}

function columnsOf({ lon, lat }) {
  const many = lon.length;
  const each = (value) => new Array(many).fill(value);
  return { n: many, kind: each("house"), codes: ["622927000000"], code: each(0), name: lon.map((_, n) => `${n}`), lon, lat, quality: each("surveyed"), generated: each(false), zones: {} };
}

function shown(canvas) {
  window.runFrames();
  return canvas.getContext("2d").getImageData(0, 0, 1, 1).data[3]; // waits until the canvas is painted
}

const WAYS = {
  ours(points) {
    const columns = columnsOf(points);
    const rows = [...columns.kind.keys()];
    return () => {
      layer = new PointLayer();
      layer.swarm.add(columns, rows);
      layer.addTo(map);
      const { canvas } = layer;
      return { paint: () => shown(canvas), remove: () => layer.remove() };
    };
  },
  canvas(points) {
    return () => markers(points, L.canvas(), (renderer) => shown(renderer._container));
  },
  svg(points) {
    return () => markers(points, L.svg(), (renderer) => { window.runFrames(); renderer._container.getBoundingClientRect(); });
  },
};

function markers({ lon, lat }, renderer, paint) {
  const group = L.layerGroup();
  const look = { renderer, radius: 3, weight: 1.2, color: "#fff", fillColor: "#333", fillOpacity: 1 };
  for (let n = 0; n < lon.length; n += 1) group.addLayer(L.circleMarker([lat[n] / PARTS, lon[n] / PARTS], look));
  group.addTo(map);
  return {
    paint: () => paint(renderer),
    remove() {
      group.remove();
      renderer.remove();
    },
  };
}

function taken(work) {
  const started = performance.now();
  work();
  return performance.now() - started;
}

// Milliseconds of one first draw, of one pan and of one zoom with these points.
window.round = (way, many) => {
  map.setView(CENTRE, ZOOM, { animate: false });
  const make = WAYS[way](grid(many));
  let held;
  const first = taken(() => {
    held = make();
    held.paint();
  });
  const moved = (move) => taken(() => {
    move();
    held.paint();
  });
  const pan = moved(() => map.panBy([120, 80], { animate: false }));
  const zoom = moved(() => map.setZoom(ZOOM - 1, { animate: false }));
  held.remove();
  return { first, pan, zoom };
};

// Draws so many points and keeps them; a click or a tap says which one it met.
window.place = (many, left_out = []) => {
  const points = grid(many);
  const columns = columnsOf(points);
  if (layer) layer.remove();
  layer = new PointLayer();
  layer.swarm.add(columns, [...columns.kind.keys()].filter((n) => !left_out.includes(n)));
  layer.addTo(map);
  window.runFrames();
  window.points = points;
};

// Where a point is on the screen, by Leaflet's own projection and not rounded.
window.middle = (n) => {
  const at = map.project([window.points.lat[n] / PARTS, window.points.lon[n] / PARTS]).subtract(map.getPixelBounds().min);
  return [at.x, at.y];
};

// Which of the points have no ink in their middle.
window.missing = () => {
  const { canvas } = layer;
  const { data, width, height } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const ratio = window.devicePixelRatio;
  const found = [];
  for (let n = 0; n < window.points.lon.length; n += 1) {
    const [x, y] = window.middle(n).map((px) => Math.floor(px * ratio));
    const inside = x >= 0 && y >= 0 && x < width && y < height;
    const at = (y * width + x) * 4;
    if (!inside || data[at] > 90 || data[at + 3] < 200) found.push(n);
  }
  return found;
};

// Moves the map and says how many points are on the screen now.
window.moved = (zoom, offset) => {
  map.setZoom(zoom, { animate: false });
  map.panBy(offset, { animate: false });
  window.runFrames();
  return layer.swarm.groups.reduce((sum, group) => sum + group.seen, 0);
};

map.on("click", (event) => {
  const met = layer && layer.swarm.nearest(map, event.containerPoint, REACH_PX);
  window.met = met ? met.columns.name[met.row] : null;
});
window.met = undefined;
window.ready = true;
