import type { Figure, Real } from "./data";

const space = "\u202f"; // narrow, unbreakable

export const real = (value: Real | undefined): number => (value === undefined ? NaN : Number(value));

/** 12,345 */
export const count = (value: number): string => value.toLocaleString("en-US");

/** A noun with its number: "1 row", "2 rows". */
export const some = (value: number, noun: string): string => `${count(value)}${"\u00a0"}${noun}${value === 1 ? "" : "s"}`;

/** A share as a per cent with so many decimals; more where rounding would claim 0 or 100. */
export function percent(share: number, digits = 1): string {
  if (!Number.isFinite(share)) return "–";
  const value = share * 100;
  let used = digits;
  while (used < 6 && ((value < 100 && rounded(value, used) >= 100) || (value > 0 && rounded(value, used) <= 0))) used++;
  const shown = value === 0 || value === 100 ? 0 : used;
  return `${rounded(value, shown).toFixed(shown).replace("-", "−")}${space}%`;
}

// Halves away from zero, as the headline's C# does it: 1,099 of 2,000 is 54.95 % and has no double of its own.
const rounded = (value: number, digits: number): number => Math.round(Number((value * 10 ** digits).toFixed(6))) / 10 ** digits;

/** A share that somebody chose, such as 95 %: no decimals that say nothing. */
export const chosen = (share: number): string => percent(share, 4).replace(/\.?0+(?=\u202f)/, "");

/** A confidence: as a per cent while that can be read, as the distance from 1 beyond; from the log-odds where p itself rounds to 1. */
export function confidence(p: number, logOdds?: Real): string {
  const odds = real(logOdds);
  if (p === 1 && odds > 36.71 && odds < Infinity) return `1${space}−${space}${tenTo(-odds / Math.LN10)}`;
  if (p === 1 || p === 0 || p < 0.99995) return percent(p, p > 0.99 ? 2 : 1);
  return `1${space}−${space}${power(1 - p)}`;
}

/** 3×10⁻⁷ */
export function power(value: number): string {
  const exponent = Math.floor(Math.log10(value));
  return powerOf(Math.round(value / 10 ** exponent), exponent);
}

/** The same from the exponent alone, which may be one that no double reaches. */
function tenTo(exponent: number): string {
  const whole = Math.floor(exponent);
  return powerOf(Math.round(10 ** (exponent - whole)), whole);
}

export function powerOf(mantissa: number, exponent: number): string {
  if (mantissa === 10) return powerOf(1, exponent + 1);
  const digits = String(exponent).replace("-", "⁻").replace(/\d/g, (d) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(d)]!);
  return mantissa === 1 ? `10${digits}` : `${mantissa}×10${digits}`;
}

/** A plain number with three to four digits that count. */
export function decimal(value: number): string {
  if (Number.isNaN(value)) return "–";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  const text = size >= 1000 ? value.toLocaleString("en-US", { maximumFractionDigits: 0 }) : size >= 10 ? value.toFixed(1) : size >= 1 ? value.toFixed(2) : size === 0 ? "0" : size >= 0.1 ? value.toFixed(3) : size >= 0.001 ? value.toFixed(4) : value.toExponential(1);
  return text.replace("-", "−");
}

export type Style = "percent" | "decimal";

export const styled = (value: number, style: Style): string => (style === "percent" && Number.isFinite(value) ? percent(value) : decimal(value));

/** "0.041" or, without a value, a dash. */
export const valueOf = (figure: Figure | undefined, style: Style): string => (figure ? styled(real(figure.value), style) : "–");

/** "0.038 to 0.046", empty without an interval. */
export function intervalOf(figure: Figure | undefined, style: Style): string {
  if (figure?.low === undefined || figure.high === undefined) return "";
  const [low, high] = [styled(real(figure.low), style), styled(real(figure.high), style)];
  return `${low.replace(`${space}%`, "")} to ${high}`;
}

export const pValue = (p: number): string => (Number.isNaN(p) ? "–" : p < 0.001 ? `<${space}0.001` : p.toFixed(3));
