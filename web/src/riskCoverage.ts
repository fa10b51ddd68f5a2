import { base, colour, Plot, tip } from "./charts";
import type { PromiseHere, Report, RiskCurve } from "./data";
import { drawn, h, numbers, section } from "./dom";
import { percent, real, valueOf } from "./format";
import { defined, definedFigure } from "./terms";
import { tradeOff } from "./tradeOff";

interface Point {
  coverage: number;
  risk: number;
  low: number;
  high: number;
}

const points = (curve: RiskCurve): Point[] => curve.coverage.map((coverage, i) => ({ coverage, risk: curve.risk[i]!, low: curve.low[i]!, high: curve.high[i]! }));

/** Where the policy may lie if it keeps its promise: below the promised share of mistakes, or below the hyperbola of a joint risk. */
function guarantee({ kind, target }: PromiseHere, coverage: number): { coverage: number; risk: number }[] {
  if (kind !== "precision" && kind !== "joint_risk") return [];
  const right = Math.min(1, Math.max(coverage * 1.15, coverage + 0.05));
  return Array.from({ length: 60 }, (_, i) => 0.004 + ((right - 0.004) * i) / 59).map((c) => ({ coverage: c, risk: kind === "precision" ? 1 - target : Math.min(1, target / c) }));
}

/** How well does confidence put right answers above wrong ones? */
export function riskCoverage(report: Report): HTMLElement {
  const { before, after, perfectRisk } = report.riskCoverage;
  const main = points(after ?? before);
  const old = after ? points(before) : [];
  const perfect = main.map(({ coverage }, i) => ({ coverage, risk: perfectRisk[i]! }));
  const overall = main.at(-1)!.risk;
  const { outcome } = report;
  const chosen = outcome && outcome.accepted > 0 ? [{ coverage: outcome.accepted / outcome.rows, risk: 1 - outcome.right / outcome.accepted }] : [];
  // The few surest rows have a wide interval that would flatten the rest of the picture.
  const most = Math.max(overall * 1.1, ...main.filter((p) => p.coverage > 0.1).map((p) => p.risk * 1.1), ...chosen.map((p) => p.risk * 1.25), 0.01);
  const figures = "aurc" in report.figuresAfter ? report.figuresAfter : report.figuresBefore;
  const auroc = Number.isFinite(real(figures["auroc"]?.value)) ? figures["auroc"] : undefined;

  const promised = report.decisions?.promises.length === 1 && report.decisions.promises[0]!.class === undefined ? report.decisions.promises[0]! : undefined;
  const guaranteed = promised && chosen.length > 0 ? guarantee(promised, chosen[0]!.coverage) : [];

  const draw = (width: number): Node[] => [
    Plot.plot({
      ...base,
      width,
      height: Math.max(260, Math.min(360, width * 0.5)),
      marginLeft: 46,
      marginRight: 20,
      marginTop: 26,
      marginBottom: 42,
      ariaLabel: "Risk–coverage curve: share of mistakes among the most confident rows, for each share of rows answered",
      x: { domain: [0, 1], ticks: [0, 0.2, 0.4, 0.6, 0.8, 1], tickFormat: (v: number) => percent(v, 0), label: "share of rows answered, surest first", labelAnchor: "center", labelArrow: "none", tickSize: 0 },
      y: { domain: [0, most], ticks: 5, tickFormat: (v: number) => percent(v, most < 0.05 ? 1 : 0), label: null, grid: true, tickSize: 0, clamp: true },
      marks: [
        Plot.ruleY([0], { stroke: colour.line }),
        Plot.text(["mistakes among those answered"], { frameAnchor: "top-left", dx: 6, dy: -14, fill: colour.soft, textAnchor: "start" }),
        Plot.areaY(guaranteed, { x: "coverage", y1: 0, y2: "risk", fill: colour.right, fillOpacity: 0.1, clip: true }),
        Plot.line(guaranteed, { x: "coverage", y: "risk", stroke: colour.right, strokeWidth: 1, clip: true }),
        Plot.text(guaranteed.slice(0, 1), { x: 0.02, y: (p: { risk: number }) => Math.min(p.risk, most), dy: 10, textAnchor: "start", fill: colour.right, text: () => "promised: the policy's dot lies in here" }),
        Plot.ruleY([overall], { stroke: colour.soft, strokeDasharray: "2,4" }),
        Plot.text([`no ranking: ${percent(overall)} everywhere`], { x: 0.02, y: overall, dy: overall < most * 0.2 ? -9 : 10, textAnchor: "start", fill: colour.soft }),
        Plot.areaY(main, { x: "coverage", y1: "low", y2: "high", fill: colour.accent, fillOpacity: 0.13, clip: true }),
        Plot.line(perfect, { x: "coverage", y: "risk", stroke: colour.right, strokeWidth: 1.5, strokeDasharray: "5,3", clip: true }),
        old.length ? Plot.line(old, { x: "coverage", y: "risk", stroke: colour.before, strokeWidth: 1.75, clip: true }) : null,
        Plot.line(main, { x: "coverage", y: "risk", stroke: colour.accent, strokeWidth: 2.25, clip: true }),
        Plot.link(chosen, { x1: "coverage", x2: "coverage", y1: 0, y2: "risk", stroke: colour.ink, strokeWidth: 1 }),
        Plot.dot(chosen, { x: "coverage", y: "risk", r: 5, fill: colour.paper, stroke: colour.ink, strokeWidth: 2 }),
        Plot.text(chosen, { x: "coverage", y: "risk", text: (p: Point) => `the policy: ${percent(p.risk)}\non ${percent(p.coverage, 0)} of the rows`, dx: -10, dy: -16, textAnchor: "end", fill: colour.ink, fontWeight: 600, stroke: colour.paper, strokeWidth: 4 }),
        Plot.ruleX(main, Plot.pointerX({ x: "coverage", stroke: colour.soft })),
        Plot.tip(main, Plot.pointerX({ ...tip, x: "coverage", y: "risk", title: (p: Point) => `the surest ${percent(p.coverage)} of the rows\n${percent(p.risk)} mistakes, 95 % interval ${percent(p.low)} to ${percent(p.high)}` })),
      ],
    }),
  ];

  return section(
    {
      id: "risk-coverage",
      title: "Does it know when it is wrong?",
      lede: [
        "Rank the rows by confidence and answer only the surest. Good confidence keeps ",
        defined("mistakes", "Selective risk: the share of wrong answers among the most confident rows, expected under random order among equal confidences. The band is the 95 % Wilson interval at each coverage."),
        " low until the hard rows come; with perfect ranking the first mistake comes only after every right answer.",
        auroc ? " A right answer outranks a wrong one with probability " : null,
        auroc ? definedFigure("auroc", figures, valueOf(auroc, "percent")) : null,
        auroc ? "." : null,
      ],
    },
    h(
      "figure",
      {},
      h(
        "figcaption",
        {},
        h("strong", { class: "in-accent" }, after ? "after calibration" : "the model"),
        after && h("strong", { class: "in-before" }, "before"),
        h("strong", { class: "in-right" }, "perfect ranking"),
      ),
      drawn("risk", draw),
    ),
    numbers(
      "The numbers behind this chart",
      ["rows answered", "mistakes", "95 % interval", ...(after ? ["before calibration"] : []), "perfect ranking"],
      main
        .map((p, i) => [percent(p.coverage), percent(p.risk, 2), `${percent(p.low, 2)} to ${percent(p.high, 2)}`, ...(after ? [percent(old[i]!.risk, 2)] : []), percent(perfect[i]!.risk, 2)])
        .filter((_, i) => main.length <= 20 || (i + 1) % 10 === 0),
    ),
    tradeOff(report),
  );
}
