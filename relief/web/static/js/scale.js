// Five steps for each question, and what the legend calls them.
import { number } from "./words.js";

const BREAKS = {
  deaths: [1, 3, 10, 30],
  missing: [1, 3, 10, 30],
  injured: [10, 50, 200, 1000],
  resettled: [100, 1000, 5000, 20000],
  rooms_collapsed: [100, 1000, 5000, 20000],
  tents: [1, 100, 500, 2000],
};
const HOURS = [1, 2, 4, 8];
const HOUR_MS = 3600000;

export const STEPS = 5;

export function colour(step) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--step-${step}`).trim();
}

export function token(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

function stepIn(breaks, value) {
  const above = breaks.filter((least) => value >= least).length;
  return above + 1;
}

// What a division answers: a step of 1–5, null for unknown, and the text beside its point.
export function answer(row, question, figure, at) {
  if (!row) return { step: null, text: "", never: false, sure: true };
  if (question !== "answer") {
    const asked = question === "short" ? "tents" : figure;
    const value = row.values[asked];
    return { step: value === null ? null : stepIn(BREAKS[asked], value), text: number(value), never: false, sure: row.sure[asked] || value === null };
  }
  if (!row.heard) return { step: null, text: "", never: true, sure: true };
  const hours = (new Date(at) - new Date(row.heard)) / HOUR_MS;
  return { step: stepIn(HOURS, hours), text: hours < 1 ? `${Math.max(0, Math.round(hours * 60))}′` : `${hours.toFixed(1)}h`, never: false, sure: true };
}

export function ranges(question, figure, words) {
  if (question === "answer") {
    const named = HOURS.map((hours, index) => (index ? `${HOURS[index - 1]}–${hours} h` : words.under.replace("{n}", hours)));
    return [...named, words.over.replace("{n}", HOURS[HOURS.length - 1])];
  }
  const breaks = BREAKS[question === "short" ? "tents" : figure];
  const between = (least, below) => (least === below - 1 ? number(least) : `${number(least)}–${number(below - 1)}`);
  return [...breaks.map((least, index) => between(index ? breaks[index - 1] : 0, least)), `≥ ${number(breaks[breaks.length - 1])}`];
}
