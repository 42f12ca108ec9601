// Colours of the five steps, and where a number stands among them.
import { number } from "./words.js";

export const STEPS = 5;

export function colour(step) {
  return token(`step-${step}`);
}

export function token(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

export function stepIn(breaks, value) {
  return breaks.filter((least) => value >= least).length + 1;
}

export function ranges(breaks) {
  const between = (least, below) => (least === below - 1 ? number(least) : `${number(least)}–${number(below - 1)}`);
  return [...breaks.map((least, index) => between(index ? breaks[index - 1] : 0, least)), `≥ ${number(breaks[breaks.length - 1])}`];
}
