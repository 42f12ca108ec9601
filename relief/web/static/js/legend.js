// The legend: the five steps with how many divisions stand in each, then the marks.
import { STEPS } from "./scale.js";
import { element, icon, number, wordsOf } from "./words.js";

const words = wordsOf("map-words");
const ROOM_PX = 420; // a narrower map opens its legend only when asked
const SVG = "http://www.w3.org/2000/svg";

function glyph(kind) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "swatch swatch-mark");
  svg.setAttribute("viewBox", "0 0 22 14");
  const shape = document.createElementNS(SVG, "path");
  const drawn = {
    depot: "M6 2h10v10H6Z", site: "M11 1.5 17 12.5H5Z", epicentre: "m11 .5 1.7 4.6 4.8.2-3.8 3 1.4 4.7L11 10.3 6.9 13l1.4-4.7-3.8-3 4.8-.2Z",
    indicative: "M11 4a3 3 0 1 0 .01 0ZM11 1.2a5.8 5.8 0 1 0 .01 0Z", unsure: "M11 2a5 5 0 1 0 .01 0Z", none: "M11 3.5a3.5 3.5 0 1 0 .01 0Z", zone: "M1 7h20",
  };
  shape.setAttribute("d", drawn[kind]);
  shape.setAttribute("fill", kind === "depot" ? "currentColor" : kind === "zone" ? "none" : "#fff");
  shape.setAttribute("stroke", "currentColor");
  if (kind === "indicative") shape.setAttribute("stroke-dasharray", "1.6 1.6");
  if (kind === "unsure" || kind === "zone") shape.setAttribute("stroke-dasharray", kind === "zone" ? "5 3" : "3 2");
  svg.append(shape);
  return svg;
}

function line(swatch, text, count) {
  return element("li", {}, swatch, element("span", {}, text), element("span", { class: "num" }, count === null ? "" : number(count)));
}

function steps(read, held, by) {
  const counted = (step) => held.filter((answer) => answer.step === step).length;
  const list = [];
  for (let step = 1; step <= STEPS; step += 1) list.push(line(element("span", { class: `swatch swatch-${step}` }), read.steps[step - 1], counted(step)));
  const never = held.filter((answer) => answer.never).length;
  if (read.never) list.push(line(element("span", { class: "swatch swatch-never" }, icon("alarm")), read.never, never));
  else list.push(line(by === "township" ? glyph("none") : element("span", { class: "swatch swatch-unknown" }), words.unknown, counted(null)));
  return list;
}

// read: what the question says of itself; marks: counts of epicentres, zones, depots, sites, and which
// of them are generated or indicative.
export function showLegend(place, { read, held, marks, by }) {
  if (!read.steps.length) {
    place.replaceChildren();
    return;
  }
  const about = [marks.worst ? words.worst : "", marks.generated ? words.generated : ""].filter(Boolean).join(" · ");
  const more = [];
  if (read.unsure) more.push(line(glyph("unsure"), read.unsure, null));
  if (marks.zones) more.push(line(glyph("zone"), words.zones, null));
  if (marks.epicentre) more.push(line(glyph("epicentre"), words.epicentre, null));
  if (marks.depots) more.push(line(glyph("depot"), words.depots, marks.depots));
  if (marks.sites) more.push(line(glyph("site"), words.sites, marks.sites));
  if (marks.indicative) more.push(line(glyph("indicative"), words.indicative_mark, null));
  const rest = more.length ? [element("ul", { class: "legend-more" }, ...more)] : [];
  const note = [...read.notes, about].filter(Boolean).map((text) => element("p", { class: "muted" }, text));
  const unit = by === "township" ? words.townships : words.counties;
  const before = place.querySelector("details");
  const open = before ? before.open : place.parentNode.clientWidth >= ROOM_PX;
  const list = element("ul", {}, ...steps(read, held, by));
  place.replaceChildren(element("details", open ? { open: "" } : {}, element("summary", {}, `${read.title} · ${unit}`), list, ...rest, ...note));
}
