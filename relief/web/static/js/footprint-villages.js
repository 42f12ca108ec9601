// The villages under each zone, in the zone's colour: sure, estimated (dashed) and open (a grey dot).
import { colour, token } from "./scale.js";
import { element, number } from "./words.js";

const L = window.L;

function look(row, steps) {
  const [, , , , rank, how, indicative] = row;
  if (how === "open") return { radius: 2.5, weight: 0, fillColor: token("ink-3"), fillOpacity: 0.7 };
  const fill = colour(Math.min(5, (steps.get(rank) || 1) + 1));
  return { radius: 4, weight: 1.2, color: token("ink"), dashArray: how === "estimate" ? "2 2" : null, fillColor: indicative ? "#fff" : fill, fillOpacity: 1 };
}

export class VillagePoints {
  constructor(map, legend) {
    Object.assign(this, { map, legend, rows: [], steps: new Map(), renderer: L.canvas({ padding: 0.3, tolerance: 4 }), group: L.layerGroup() });
    this.group.addTo(map);
  }

  take({ villages, without }, steps) {
    this.rows = villages;
    this.steps = steps;
    this.legend.hidden = false;
    document.getElementById("foot-without").textContent = without ? this.legend.dataset.without.replace("{n}", number(without)) : "";
    this.show(null);
  }

  // All of them, or those of one zone alone.
  show(only) {
    this.group.clearLayers();
    const order = { open: 0, estimate: 1, sure: 2 };
    const chosen = this.rows.filter((row) => only === null || row[4] === only).sort((a, b) => order[a[5]] - order[b[5]] || (a[4] || 0) - (b[4] || 0));
    for (const row of chosen) {
      const mark = L.circleMarker([row[3], row[2]], { ...look(row, this.steps), renderer: this.renderer });
      mark.bindTooltip(() => element("span", {}, this.said(row)), { direction: "top" });
      this.group.addLayer(mark);
    }
    this.legend.dataset.shown = String(chosen.length);
  }

  said([, name, , , rank, how, indicative]) {
    const { dataset } = this.legend;
    const zone = rank === null ? "" : document.querySelector(`button[data-zone="${rank}"]`);
    return [name, zone ? zone.textContent : "", dataset[how], indicative ? dataset.indicative : ""].filter(Boolean).join(" · ");
  }
}
