// Villages, houses and whatever else comes by the thousand: stamped from one small picture a kind.
const WORLD = 256;
const PARTS = 100000;
const LOOKS = {
  village: { shape: "circle", size: 3.2 },
  house: { shape: "square", size: 2.4 },
  other: { shape: "diamond", size: 4 },
};

function outline(context, shape, middle, size) {
  context.beginPath();
  if (shape === "circle") context.arc(middle, middle, size, 0, 2 * Math.PI);
  else if (shape === "square") context.rect(middle - size, middle - size, 2 * size, 2 * size);
  else {
    context.moveTo(middle, middle - size);
    context.lineTo(middle + size, middle);
    context.lineTo(middle, middle + size);
    context.lineTo(middle - size, middle);
    context.closePath();
  }
}

// Filled where the position is real, hollow where it is 示意坐标.
function stamp({ shape, size }, indicative, ratio, ink) {
  const side = Math.ceil((size + 1.5) * 2 * ratio);
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = side;
  const context = canvas.getContext("2d");
  context.scale(ratio, ratio);
  outline(context, shape, side / ratio / 2, size);
  context.fillStyle = indicative ? "#fff" : ink;
  context.fill();
  context.lineWidth = 1.2;
  context.strokeStyle = indicative ? ink : "#fff";
  context.stroke();
  return canvas;
}

export class Swarm {
  constructor() {
    this.clear();
  }

  clear() {
    this.count = 0;
    this.groups = [];
  }

  // columns: as the feed sends them; rest: which of its rows are drawn here.
  add(columns, rest) {
    const by = new Map();
    for (const i of rest) {
      const kind = columns.kind[i];
      const indicative = columns.quality[i] === "indicative";
      const key = `${kind} ${indicative}`;
      if (!by.has(key)) by.set(key, { kind, indicative, columns, rows: [] });
      by.get(key).rows.push(i);
    }
    this.groups.push(...[...by.values()].map((group) => this.placed(group)));
    this.count += rest.length;
  }

  placed(group) {
    const many = group.rows.length;
    const x = new Float64Array(many);
    const y = new Float64Array(many);
    for (let n = 0; n < many; n += 1) {
      const i = group.rows[n];
      const sine = Math.sin((group.columns.lat[i] / PARTS) * (Math.PI / 180));
      x[n] = group.columns.lon[i] / PARTS / 360 + 0.5;
      y[n] = 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
    }
    return { ...group, x, y, seen: 0, size: (LOOKS[group.kind] || LOOKS.other).size };
  }

  draw(context, map, size, ratio, ink) {
    const scale = WORLD * 2 ** map.getZoom();
    const origin = map.getPixelBounds().min;
    context.save();
    context.setTransform(1, 0, 0, 1, 0, 0);
    for (const group of this.groups) {
      const picture = stamp(LOOKS[group.kind] || LOOKS.other, group.indicative, ratio, ink);
      const half = picture.width / 2;
      const right = size.x * ratio + half;
      const bottom = size.y * ratio + half;
      group.seen = 0;
      for (let n = 0; n < group.x.length; n += 1) {
        const left = (group.x[n] * scale - origin.x) * ratio;
        const top = (group.y[n] * scale - origin.y) * ratio;
        if (left < -half || top < -half || left > right || top > bottom) continue;
        context.drawImage(picture, (left - half) | 0, (top - half) | 0);
        group.seen += 1;
      }
    }
    context.restore();
  }

  // The row nearest to a place on the screen, within so many pixels.
  nearest(map, at, reach) {
    const scale = WORLD * 2 ** map.getZoom();
    const origin = map.getPixelBounds().min;
    let best = null;
    for (const group of this.groups) {
      for (let n = 0; n < group.x.length; n += 1) {
        const dx = group.x[n] * scale - origin.x - at.x;
        const dy = group.y[n] * scale - origin.y - at.y;
        const far = dx * dx + dy * dy;
        if (far < reach * reach && (!best || far < best.far)) best = { far, group, row: group.rows[n] };
      }
    }
    return best && { columns: best.group.columns, row: best.row };
  }

  // What stands on the screen of one kind, when it is few enough to be named.
  named(map, size, kind, most) {
    const scale = WORLD * 2 ** map.getZoom();
    const origin = map.getPixelBounds().min;
    const found = [];
    for (const group of this.groups) {
      for (let n = 0; group.kind === kind && n < group.x.length; n += 1) {
        const x = group.x[n] * scale - origin.x;
        const y = group.y[n] * scale - origin.y;
        if (x < 0 || y < 0 || x > size.x || y > size.y) continue;
        if (found.length === most) return [];
        found.push({ x: x + group.size + 3, y: y + 4, name: group.columns.name[group.rows[n]] });
      }
    }
    return found;
  }
}
