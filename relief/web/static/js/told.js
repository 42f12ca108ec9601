// What the view holds, in words: how many of each kind, and where a layer is empty, why and what to do.
import { element, number, wordsOf } from "./words.js";

const words = wordsOf("map-words");

// Returns what is drawn on the screen by kind: [shown, with an indicative position, counted together].
function held(view, points) {
  const found = new Map(view.kinds.map(([kind]) => [kind, [0, 0, 0]]));
  const row = (kind) => found.get(kind) || found.set(kind, [0, 0, 0]).get(kind);
  for (const { point } of points.placed || []) {
    if (!point.feature || point.kind === "epicentre") continue;
    const counts = row(point.feature.properties.kind);
    counts[0] += 1;
    if (point.indicative) counts[1] += 1;
  }
  for (const group of points.swarm.groups) {
    row(group.kind)[0] += group.seen;
    if (group.indicative) row(group.kind)[1] += group.seen;
  }
  for (const cluster of view.clusters) row(cluster.kind)[2] += cluster.count;
  return found;
}

function said(name, [shown, drawn, together]) {
  if (together) return words.together.replace("{name}", name).replace("{n}", number(together));
  const count = `${name} ${number(shown)}`;
  return drawn ? words.drawn.replace("{said}", count).replace("{n}", number(drawn)) : count;
}

function empty(view, found) {
  if (view.word) return view.word;
  const [finest, name] = view.kinds.filter(([kind]) => kind !== "house").pop() || [];
  if (!finest) return null;
  const [shown, , together] = found.get(finest);
  const near = view.counts.filter(([kind]) => kind === finest).reduce((sum, row) => sum + row[2], 0);
  return shown || together || !near ? null : { text: words.nearby.replace("{name}", name).replace("{n}", number(near)), fit: "1" };
}

export function tellView(view, points, fit) {
  const found = held(view, points);
  const names = new Map(view.names || []);
  document.getElementById("map-line").textContent = [...found].map(([kind, counts]) => said(names.get(kind) || kind, counts)).join(" · ");
  const place = document.getElementById("map-empty");
  const why = view.areas.length || view.word ? empty(view, found) : null;
  place.hidden = !why;
  place.replaceChildren();
  if (!why) return;
  place.append(element("span", {}, why.text));
  if (why.href) place.append(element("a", { class: "btn btn-small", href: why.href }, why.label));
  if (why.fit) place.append(element("button", { type: "button", class: "btn btn-small", onclick: fit }, words.fit));
}
