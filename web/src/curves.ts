import { base, colour, Plot, tip } from "./charts";
import type { Real } from "./data";
import { drawn, h } from "./dom";
import { count, decimal, percent, power, real, some } from "./format";

/** One line of a chart. */
export interface Curve {
  name: string;
  /** What it is called beside its chart's title. */
  short?: string;
  class: string;
  paint: string;
  dash?: string;
  /** The same in every epoch: a line to compare with, without points. */
  flat?: boolean;
  column: (Real | null)[];
}

export interface Chart {
  title: string;
  axis: string;
  curves: Curve[];
  words: (value: number) => string;
  height: (width: number) => number;
  /** What the axis spans, from what the curves span. */
  domain: (low: number, high: number) => [number, number];
  log?: boolean;
  share?: boolean;
}

/** The epochs that are drawn: columns of the same length. */
export interface Epochs {
  keptEpoch?: number;
  epochsRun: number;
  epochs: number[];
  learningRate?: (Real | null)[];
}

/** The height of a chart beside another one. */
export const half = (width: number): number => Math.max(200, Math.min(260, width * 0.7));

export type Optional = Omit<Curve, "column"> & { column: (Real | null)[] | undefined };
export const nonEmpty = (curves: Optional[]): Curve[] => curves.filter((curve): curve is Curve => curve.column !== undefined);

export const at = (value: Real | null | undefined): number => (value === null ? NaN : real(value));

export const exact = (value: number): string => (Number.isNaN(value) ? "not a number" : Math.abs(value) >= 1e6 && Number.isFinite(value) ? power(value) : decimal(value));

/** As people write it: 0.00025. */
export const rateWords = (rate: number): string => String(Number(rate.toPrecision(3)));

/** A few values so far above the rest that the rest would be a flat line: a run that blew up. */
export function isSteep(curves: Curve[]): boolean {
  const values = curves.flatMap((curve) => curve.column.map(at)).filter(Number.isFinite).sort((a, b) => a - b);
  return values.length > 0 && values[0]! > 0 && values.at(-1)! > 25 * values[values.length >> 1]!;
}

/** Whole epochs at equal steps, as many as there is room for. */
function epochTicks(first: number, last: number, room: number): number[] {
  const least = Math.max(1, (last - first) / Math.max(1, room / 56));
  const unit = 10 ** Math.floor(Math.log10(least));
  const step = [1, 2, 5, 10].map((n) => n * unit).find((n) => n >= least && n >= 1)!;
  const ticks = [];
  for (let tick = Math.ceil(first / step) * step; tick <= last; tick += step) ticks.push(tick);
  return ticks;
}

/** Curves over epochs, the kept one marked; pointing at an epoch shows its numbers. */
export function curveFigure(chart: Chart, training: Epochs): HTMLElement {
  const { epochs, keptEpoch, learningRate } = training;
  const [first, last] = [epochs[0]!, epochs.at(-1)!];
  const index = new Map(epochs.map((epoch, i) => [epoch, i]));
  // An epoch that was not measured is stepped over; one that is not a number leaves a gap.
  const lines = chart.curves.map((curve) => ({
    curve,
    points: curve.column.map((value, i) => ({ epoch: epochs[i]!, value: finite(at(value)), measured: value !== null })).filter((point) => point.measured),
  }));
  const seen = lines.flatMap(({ points }) => points.map((point) => point.value)).filter(Number.isFinite);
  const [low, high] = chart.domain(Math.min(...seen), Math.max(...seen));
  const places = epochs.map((epoch, i) => ({ epoch, top: Math.max(...chart.curves.map((curve) => finite(at(curve.column[i]))).filter(Number.isFinite)) })).filter((place) => Number.isFinite(place.top));
  const kept = keptEpoch === undefined ? [] : [keptEpoch];
  const keptPoints = lines.filter(({ curve }) => !curve.flat).flatMap(({ curve, points }) => points.filter((point) => point.epoch === keptEpoch && Number.isFinite(point.value)).map((point) => ({ ...point, paint: curve.paint })));

  const title = (epoch: number): string => {
    const i = index.get(epoch)!;
    const values = chart.curves.filter((curve) => curve.column[i] !== null).map((curve) => `${curve.name} ${chart.words(at(curve.column[i]))}`);
    const rate = learningRate?.[i] ?? null;
    return [`epoch ${count(epoch)}${epoch === keptEpoch ? ", kept" : ""}`, ...values, rate === null ? "" : `learning rate ${rateWords(at(rate))}`].filter(Boolean).join("\n");
  };

  const draw = (width: number): Node[] => {
    const late = keptEpoch !== undefined && keptEpoch - first > (last - first) * 0.7;
    return [
      Plot.plot({
        ...base,
        width,
        height: chart.height(width),
        marginLeft: 46,
        marginRight: 20,
        marginTop: 26,
        marginBottom: 42,
        ariaLabel: `${chart.title} over ${some(training.epochsRun, "epoch")}: ${chart.curves.map((curve) => curve.name).join(", ")}${keptEpoch === undefined ? "" : `; epoch ${count(keptEpoch)} was kept`}`,
        x: { domain: first === last ? [first - 1, last + 1] : [first, last], ticks: epochTicks(first, last, width - 66), tickFormat: count, label: "epoch", labelAnchor: "center", labelArrow: "none", tickSize: 0 },
        y: {
          domain: [low, high],
          ...(chart.log ? { type: "log" as const } : {}),
          ticks: 5,
          tickFormat: chart.share ? (v: number) => percent(v, high - low < 0.045 ? 1 : 0) : tickWords,
          label: null,
          grid: true,
          tickSize: 0,
        },
        marks: [
          low === 0 && !chart.log ? Plot.ruleY([0], { stroke: colour.line }) : null,
          Plot.text([chart.axis], { frameAnchor: "top-left", dx: -40, dy: -16, fill: colour.soft, lineAnchor: "middle", textAnchor: "start" }),
          Plot.ruleX(kept, { stroke: colour.ink, strokeDasharray: "2,3" }),
          ...lines.map(({ curve, points }) => Plot.line(points, { x: "epoch", y: "value", stroke: curve.paint, strokeWidth: 2, ...(curve.dash ? { strokeDasharray: curve.dash } : {}) })),
          // A line needs two neighbours; single points would not be seen.
          ...lines.filter(({ curve }) => !curve.flat).map(({ curve, points }) => Plot.dot(points.length <= 30 ? points : alone(points), { x: "epoch", y: "value", r: 2.5, fill: curve.paint })),
          Plot.dot(keptPoints, { x: "epoch", y: "value", r: 5, fill: colour.paper, stroke: "paint", strokeWidth: 2 }),
          Plot.text(kept, { x: (epoch: number) => epoch, frameAnchor: "top", dy: -10, dx: late ? 4 : -4, textAnchor: late ? "end" : first === last ? "middle" : "start", text: (epoch: number) => `kept: epoch ${count(epoch)}`, fill: colour.ink, fontWeight: 600 }),
          Plot.ruleX(places, Plot.pointerX({ x: "epoch", stroke: colour.soft })),
          Plot.tip(places, Plot.pointerX({ ...tip, x: "epoch", y: "top", title: (place: { epoch: number }) => title(place.epoch) })),
        ],
      }),
    ];
  };
  return h(
    "figure",
    {},
    h("figcaption", {}, h("strong", {}, chart.title), h("span", { class: "legend" }, ...chart.curves.map((curve) => h("strong", { class: curve.class }, curve.short ?? curve.name)))),
    drawn("curves", draw),
  );
}

const finite = (value: number): number => (Number.isFinite(value) ? value : NaN);

const tickWords = (value: number): string => (value !== 0 && (Math.abs(value) >= 1e5 || Math.abs(value) < 1e-3) ? power(value) : String(Number(value.toPrecision(6))).replace("-", "−"));

function alone<P extends { value: number }>(points: P[]): P[] {
  return points.filter((_, i) => !Number.isFinite(points[i - 1]?.value ?? NaN) && !Number.isFinite(points[i + 1]?.value ?? NaN));
}
