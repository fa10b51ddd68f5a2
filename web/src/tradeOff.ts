import { base, colour, Plot, tip } from "./charts";
import type { Real, Report } from "./data";
import { drawn, h, numbers } from "./dom";
import { confidence, percent } from "./format";

interface Point {
  threshold: number;
  logOdds?: Real;
  coverage: number;
  precision: number;
  recall: number;
  falseAlarm: number | null;
}

/** Precision against recall: what a stricter threshold gains, and what it gives up. */
export function tradeOff({ riskCoverage, outcome, policy, rows }: Report): HTMLElement | null {
  const curve = riskCoverage.tradeOff;
  if (!curve || curve.recall.length < 2) return null;
  const points: Point[] = curve.recall.map((recall, i) => ({ threshold: curve.thresholds[i]!, logOdds: curve.logOdds?.[i], coverage: curve.coverage[i]!, precision: curve.precision[i]!, recall, falseAlarm: curve.falseAlarm[i] ?? null }));
  // Rows accepted as a class of interest are right in another sense than these.
  const chosen = outcome && outcome.accepted > 0 && policy?.classOfInterest === undefined ? [{ precision: outcome.right / outcome.accepted, recall: outcome.right / (points.at(-1)!.precision * points.at(-1)!.coverage * rows) }] : [];
  const seen = [...points.filter((p) => p.coverage > 0.02), ...chosen].map((p) => p.precision);
  const low = Math.max(0, Math.min(...seen) - 0.08 * (1 - Math.min(...seen)));
  const span = 1 - low;
  const share = (v: number): string => percent(v, span < 0.05 ? 1 : 0);

  return h(
    "div",
    { class: "trade-off" },
    h(
      "figure",
      {},
      h("figcaption", {}, h("span", {}, h("strong", { class: "in-accent" }, "precision"), " of the accepted answers, against ", h("strong", {}, "recall"), ", the share of all right answers that is accepted")),
      drawn("trade-off-chart", (width) => [
        Plot.plot({
          ...base,
          width,
          height: Math.max(180, Math.min(240, width * 0.34)),
          marginLeft: 46,
          marginRight: 20,
          marginTop: 26,
          marginBottom: 42,
          ariaLabel: "Precision against recall, a point for each threshold",
          x: { domain: [0, 1], ticks: [0, 0.2, 0.4, 0.6, 0.8, 1], tickFormat: (v: number) => percent(v, 0), label: "right answers that are accepted (recall)", labelAnchor: "center", labelArrow: "none", tickSize: 0 },
          y: { domain: [low, 1 + 0.02 * span], ticks: 4, tickFormat: share, label: null, grid: true, tickSize: 0, clamp: true },
          marks: [
            Plot.text(["right among those accepted (precision)"], { frameAnchor: "top-left", dx: 6, dy: -14, fill: colour.soft, textAnchor: "start" }),
            Plot.line(points, { x: "recall", y: "precision", stroke: colour.accent, strokeWidth: 2.25, clip: true }),
            Plot.dot(chosen, { x: "recall", y: "precision", r: 5, fill: colour.paper, stroke: colour.ink, strokeWidth: 2 }),
            Plot.text(chosen, { x: "recall", y: "precision", text: (p: Point) => `the policy: ${percent(p.precision)} right\nof ${percent(p.recall)} of the right ones`, dx: -10, dy: 20, textAnchor: "end", fill: colour.ink, fontWeight: 600, stroke: colour.paper, strokeWidth: 4 }),
            Plot.tip(points, Plot.pointerX({ ...tip, x: "recall", y: "precision", title: (p: Point) => `from confidence ${confidence(p.threshold, p.logOdds)}\n${percent(p.precision)} of the accepted are right\n${percent(p.recall)} of the right are accepted` })),
          ],
        }),
      ]),
    ),
    numbers(
      "The trade-off in numbers",
      ["accepted from", "rows accepted", "precision", "recall", "wrong answers accepted"],
      points
        .filter((_, i) => points.length <= 20 || (i + 1) % 5 === 0 || i === points.length - 1)
        .map((p) => [confidence(p.threshold, p.logOdds), percent(p.coverage), percent(p.precision, 2), percent(p.recall, 2), p.falseAlarm === null ? "–" : percent(p.falseAlarm, 2)]),
    ),
  );
}
