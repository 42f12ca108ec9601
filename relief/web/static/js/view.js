// One request per view: asked when the hand rests, the overtaken one cancelled; the old layer stays
// until the new one is there, and a request that failed says so and is made again.
const REST_MS = 160;
const FIRST_WAIT_MS = 2000;
const LONGEST_WAIT_MS = 30000;
const AROUND = 0.35; // of the view, on every side: a short pan needs no request
const PARTS = 100000;
// Where the answer changes its kind: see map_view.py and outlines.py.
const BANDS = [5.25, 6.75, 8, 8.5, 11, 13];

const band = (zoom) => BANDS.filter((least) => zoom >= least).length;

export class ViewFeed {
  constructor(map, url, { onData, onFailed }) {
    Object.assign(this, { map, url, onData, onFailed, data: null, resting: 0, wait: FIRST_WAIT_MS, running: null });
  }

  start() {
    return this.ask(new URLSearchParams({ width: this.map.getSize().x })).then(() => {
      this.map.on("moveend resize", () => this.moved());
      this.moved();
    });
  }

  moved() {
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.needed() && this.ask(this.asked()), REST_MS);
  }

  // What was answered still holds: the same kind of view, within the box that came.
  needed() {
    if (!this.data) return true;
    const [west, south, east, north] = this.data.bounds;
    const box = window.L.latLngBounds([south, west], [north, east]);
    const zoom = this.map.getZoom();
    const same = band(zoom) === band(this.data.zoom) && (!this.data.clusters.length || zoom === this.data.zoom);
    return !(same && box.contains(this.map.getBounds()));
  }

  asked() {
    const box = this.map.getBounds().pad(AROUND);
    const corners = [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()];
    const bounded = corners.map((degrees) => Math.max(-360, Math.min(360, degrees)).toFixed(4));
    return new URLSearchParams({ bbox: bounded.join(","), zoom: this.map.getZoom() });
  }

  async ask(query) {
    if (this.running) this.running.abort();
    const running = (this.running = new AbortController());
    try {
      const answer = await fetch(`${this.url}${this.url.includes("?") ? "&" : "?"}${query}`, { headers: { Accept: "application/json" }, signal: running.signal });
      if (!answer.ok) throw new Error(String(answer.status));
      const data = await answer.json();
      if (running !== this.running) return;
      data.points = data.points.map(unpacked);
      this.data = data;
      this.wait = FIRST_WAIT_MS;
      this.onFailed(0);
      this.onData(data);
    } catch (error) {
      if (error.name === "AbortError" || running !== this.running) return;
      this.onFailed(this.wait / 1000);
      clearTimeout(this.resting);
      this.resting = setTimeout(() => this.ask(this.data || this.map._loaded ? this.asked() : query), this.wait);
      this.wait = Math.min(this.wait * 2, LONGEST_WAIT_MS);
    }
  }
}

// On the line a point says which sort it is and how far from the corner: see map_view.py.
function unpacked({ marks, mark, x0, y0, x, y, ...rest }) {
  return {
    ...rest,
    kind: mark.map((m) => marks[m][0]), quality: mark.map((m) => marks[m][1]), generated: mark.map((m) => marks[m][2]),
    lon: x.map((part) => x0 + part), lat: y.map((part) => y0 + part),
  };
}

// Points come by column; those drawn with words become one object each, the rest stay columns.
export function pointsOf(columns, own) {
  const features = [];
  const rest = [];
  for (let i = 0; i < columns.n; i += 1) {
    const kind = columns.kind[i];
    if (!own.includes(kind)) {
      rest.push(i);
      continue;
    }
    features.push({ properties: factsOf(columns, i), geometry: { coordinates: [columns.lon[i] / PARTS, columns.lat[i] / PARTS] } });
  }
  return { features, rest };
}

export function factsOf(columns, i) {
  const code = columns.codes[columns.code[i]];
  return {
    kind: columns.kind[i], code, name: columns.name[i], generated: columns.generated[i], quality: columns.quality[i],
    zone: columns.zones[code] || null, lon: columns.lon[i] / PARTS, lat: columns.lat[i] / PARTS,
  };
}
