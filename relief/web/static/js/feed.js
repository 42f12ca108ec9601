// A question whose answers come ready from the desk as JSON, fetched when it is first asked:
//   { about: [lines under the legend], groups: { name: heading },
//     figures: [{ key, group, label, title, steps: [five words] }],
//     townships: { code: { key: { step, text, sure, said } } }, counties: the same }
// The step is 1–5 or null for unknown; nothing is computed here.
import { element } from "./words.js";

const NONE = { step: null, text: "", never: false, sure: true };

export class Fed {
  constructor(name, url) {
    this.name = name;
    this.url = url;
    this.data = null;
    this.figure = "";
  }

  async load() {
    if (this.data) return;
    const answer = await fetch(this.url, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    this.data = await answer.json();
    if (!this.chosen()) this.figure = this.data.figures.length ? this.data.figures[0].key : "";
    this.buttons();
  }

  // What the desk knows has changed: asked again, it is fetched again.
  drop() {
    this.data = null;
  }

  chosen() {
    return this.data && this.data.figures.find((figure) => figure.key === this.figure);
  }

  rows(kind) {
    return this.data ? this.data[kind] : {};
  }

  held(row) {
    const found = row && row[this.figure];
    return found ? { ...NONE, ...found } : NONE;
  }

  legend() {
    const figure = this.chosen();
    const { about = [] } = this.data || {};
    return { title: figure ? figure.title : "", steps: figure ? figure.steps : [], never: "", unsure: "", notes: about };
  }

  // The second row of buttons, one group a heading, beside the page's own.
  buttons() {
    const place = document.getElementById("map-figures");
    for (const old of place.querySelectorAll(`[data-for="${this.name}"]`)) old.remove();
    for (const [group, heading] of Object.entries(this.data.groups)) {
      const inside = this.data.figures.filter((figure) => figure.group === group).map((figure) => this.button(figure));
      if (!inside.length) continue;
      place.append(element("div", { class: "map-figures-group", "data-for": this.name },
        element("span", { class: "muted" }, heading), element("div", { class: "btn-group", role: "group", "aria-label": heading }, ...inside)));
    }
  }

  button(figure) {
    const pressed = String(figure.key === this.figure);
    return element("button", { type: "button", class: "btn", "data-figure": figure.key, "aria-pressed": pressed, title: figure.title }, figure.label);
  }
}
