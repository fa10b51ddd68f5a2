import * as Plot from "@observablehq/plot";
import { power, powerOf } from "./format";

export { Plot };

/** Colours by meaning; style.css gives each a light and a dark shade. */
export const colour = {
  ink: "var(--ink)",
  soft: "var(--soft)",
  faint: "var(--faint)",
  line: "var(--line)",
  paper: "var(--paper)",
  accent: "var(--accent)",
  before: "var(--before)",
  right: "var(--right)",
  wrong: "var(--wrong)",
  unknown: "var(--unknown)",
};

export const logit = (p: number): number => Math.max(-36.7, Math.min(36.7, Math.log(p / (1 - p))));

export const base = { style: { background: "transparent", fontFamily: "inherit", fontSize: "12px", overflow: "visible" } } as const;

/** What a pointer shows: exact numbers on paper of the page's own colour. */
export const tip = { fill: "var(--raised)", stroke: "var(--line)", textPadding: 9, fontSize: 12.5, lineHeight: 1.35, pathFilter: "none" } as const;

const whole = (p: number): string => `${Number((p * 100).toFixed(6))}\u202f%`;

const stops = [1e-4, 1e-3, 0.01, 0.05, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 0.9999];
const far = [5, 6, 7, 8, 9, 10, 12, 14, 16].map((n) => [Math.log(10 ** n - 1), `1−${power(10 ** -n)}`] as const);
// Log-odds go on where a double has long rounded to 1.
const farther = [20, 30, 50, 100, 150, 200, 300, 500, 1000, 2000, 5000].map((n) => [n * Math.LN10, `1−${powerOf(1, -n)}`] as const);

/** Ticks of a log-odds axis that keep a distance from each other. */
export function logOddsTicks(low: number, high: number, width: number, distance = 52): { at: number[]; label: (x: number) => string } {
  const all: (readonly [number, string])[] = [...stops.map((p) => [logit(p), whole(p)] as const), ...far, ...farther];
  const inside = all.filter(([x]) => x >= low - 1e-9 && x <= high + 1e-9);
  const preferred = [0.5, 0.9, 0.99, 0.999, 0.95, 0.9999, 0.8, 0.2, 0.1, 0.01].map(whole);
  const order = [...inside].sort((a, b) => rank(a[1]) - rank(b[1]));
  function rank(label: string): number {
    const at = preferred.indexOf(label);
    return at < 0 ? 99 : at;
  }
  const kept: (readonly [number, string])[] = [];
  const scale = width / Math.max(high - low, 1e-9);
  for (const stop of order) {
    if (kept.every(([x]) => Math.abs(x - stop[0]) * scale >= distance)) kept.push(stop);
  }
  const labels = new Map(kept);
  return { at: [...labels.keys()].sort((a, b) => a - b), label: (x) => labels.get(x) ?? "" };
}
