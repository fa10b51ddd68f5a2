import type { Figure, Report } from "./data";
import { h } from "./dom";
import { intervalOf, real, styled, valueOf, type Style } from "./format";
import { definedFigure, term } from "./terms";

/** The four to six numbers that say most, with their intervals, before and after. */
export function keyFigures(report: Report): HTMLElement | null {
  const { figuresBefore: before, figuresAfter: after } = report;
  const shown = ["accuracy", "ece", "nll", "brier", "auroc", oodOfGate(report)].filter((key): key is string => !!key && (key in before || key in after));
  if (shown.length === 0) return null;
  return h("div", { class: "key-figures" }, ...shown.map((key) => card(key, before[key], after[key], report)));
}

function oodOfGate({ histograms, figuresBefore, figuresAfter }: Report): string | undefined {
  const all = { ...figuresBefore, ...figuresAfter };
  const auroc = (token: string): number => real(all[`ood_auroc_${token}`]?.value) || 0;
  const scored = histograms.filter((one) => one.unknown && `ood_auroc_${one.token}` in all).sort((a, b) => auroc(b.token) - auroc(a.token));
  const score = histograms.find((one) => one.isGate) ?? scored[0];
  const key = score && `ood_auroc_${score.token}`;
  return key && (key in figuresAfter || key in figuresBefore) ? key : undefined;
}

/** One figure, as it was and as it is. */
export function card(key: string, before: Figure | undefined, after: Figure | undefined, report: Pick<Report, "figuresBefore" | "figuresAfter">): HTMLElement {
  const { style } = term(key);
  const now = after ?? before;
  const changed = before && after && valueOf(before, style) !== valueOf(after, style);
  return h(
    "div",
    { class: "key-figure" },
    h("div", { class: "name" }, definedFigure(key, after && key in report.figuresAfter ? report.figuresAfter : report.figuresBefore)),
    h(
      "div",
      { class: "value" },
      changed && h("span", { class: "was" }, valueOf(before, style), h("span", { class: "arrow", "aria-label": "then" }, " → ")),
      h("span", { class: "now" }, valueOf(now, style)),
    ),
    strip(changed ? before : undefined, now, style),
    h("div", { class: "interval" }, intervalOf(now, style) || now?.reason || ""),
  );
}

/** Value and interval on a line from the least to the most that either reaches. */
function strip(before: Figure | undefined, now: Figure | undefined, style: Style): HTMLElement | null {
  const figures = [before, now].filter((one): one is Figure => one !== undefined);
  const ends = figures.flatMap((one) => [real(one.value), real(one.low), real(one.high)]).filter(Number.isFinite);
  if (ends.length < 3 || !figures.some((one) => one.low !== undefined)) return null;
  const [least, most] = [Math.min(...ends), Math.max(...ends)];
  const pad = Math.max((most - least) * 0.06, 1e-12);
  const at = (value: number): string => `${(((value - least + pad) / (most - least + 2 * pad)) * 100).toFixed(2)}%`;
  const marks = figures.flatMap((one) => {
    const name = one === now ? "now" : "was";
    const [low, high, value] = [real(one.low), real(one.high), real(one.value)];
    const bar = h("i", { class: `bar ${name}` });
    const dot = h("i", { class: `dot ${name}` });
    bar.style.left = at(low);
    bar.style.right = `calc(100% - ${at(high)})`;
    dot.style.left = at(value);
    return [Number.isFinite(low) && Number.isFinite(high) ? bar : null, Number.isFinite(value) ? dot : null];
  });
  const words = figures.map((one) => `${one === now ? "now" : "before"} ${styled(real(one.value), style)}, interval ${intervalOf(one, style)}`).join("; ");
  return h("div", { class: "strip", role: "img", "aria-label": words }, ...marks);
}
