// The questions the map can be asked, one at a time. Of each division a question answers: a step of
// 1–5 or null for unknown, the text beside its point, whether it is sure; and it reads its own legend.
// A button with `data-feed` asks a question whose answers come ready from the desk: see feed.js.
import { Fed } from "./feed.js";
import { ranges, stepIn } from "./scale.js";
import { number, wordsOf } from "./words.js";

const words = wordsOf("map-words");
const HOURS = [1, 2, 4, 8];
const HOUR_MS = 3600000;
const BREAKS = {
  deaths: [1, 3, 10, 30],
  missing: [1, 3, 10, 30],
  injured: [10, 50, 200, 1000],
  resettled: [100, 1000, 5000, 20000],
  rooms_collapsed: [100, 1000, 5000, 20000],
};

// What both questions of the table share: their numbers are on the page already.
class OfTable {
  constructor(numbers) {
    this.numbers = numbers;
    this.figure = "";
  }

  async load() {}

  drop() {}

  rows(kind) {
    return this.numbers()[kind];
  }
}

class Damage extends OfTable {
  constructor(numbers) {
    super(numbers);
    this.figure = "deaths";
  }

  held(row) {
    const value = row.values[this.figure];
    const step = value === null ? null : stepIn(BREAKS[this.figure], value);
    return { step, text: number(value), never: false, sure: row.sure[this.figure] || value === null };
  }

  legend(held) {
    const { title } = document.querySelector(`[data-figure="${this.figure}"]`);
    const unsure = held.some((answer) => !answer.sure) ? words.unsure : "";
    return { title, steps: ranges(BREAKS[this.figure]), never: "", unsure, notes: [] };
  }
}

class LastHeard extends OfTable {
  held(row) {
    if (!row.heard) return { step: null, text: "", never: true, sure: true };
    const hours = (new Date(this.numbers().at) - new Date(row.heard)) / HOUR_MS;
    const text = hours < 1 ? `${Math.max(0, Math.round(hours * 60))}′` : `${hours.toFixed(1)}h`;
    return { step: stepIn(HOURS, hours), text, never: false, sure: true };
  }

  legend() {
    const named = HOURS.map((hours, index) => (index ? `${HOURS[index - 1]}–${hours} h` : words.under.replace("{n}", hours)));
    const steps = [...named, words.over.replace("{n}", HOURS[HOURS.length - 1])];
    return { title: words.answer, steps, never: words.never, unsure: "", notes: [] };
  }
}

// The questions by name, as the buttons of the page call them.
export function questionsOf(buttons, numbers) {
  const found = new Map([["damage", new Damage(numbers)], ["answer", new LastHeard(numbers)]]);
  for (const button of buttons) {
    if (button.dataset.feed) found.set(button.dataset.question, new Fed(button.dataset.question, button.dataset.feed));
  }
  return found;
}

// Of several divisions the one that is worst off: never heard from, then the highest step, then 待核.
export function worst(held) {
  const weight = (answer) => (answer.never ? 9 : answer.step === null ? 0 : answer.step);
  return held.reduce((before, answer) => (weight(answer) > weight(before) ? answer : before));
}
