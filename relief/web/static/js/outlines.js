// Outlines on the map: where they come from, how the unknown is hatched, a zone's outer line.
const SVG = "http://www.w3.org/2000/svg";

export const HATCH = "map-hatch";

export function hatch(map) {
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

export async function fetchLayer(url) {
  const response = await fetch(url, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}

// A zone's outer line only: its hole is the next zone's line, and would be drawn twice.
export function outline(feature) {
  const { type, coordinates } = feature.geometry;
  const rings = type === "Polygon" ? [coordinates[0]] : coordinates.map((part) => part[0]);
  return { ...feature, geometry: { type: "MultiLineString", coordinates: rings } };
}
