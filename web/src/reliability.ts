import { base, colour, Plot, tip } from "./charts";
import type { ReliabilityBin, Report } from "./data";
import { choice, drawn, h, numbers, section } from "./dom";
import { confidence, count, percent, some, valueOf } from "./format";
import { defined, definedFigure } from "./terms";

export type BinKind = "equalWidth" | "equalMass";

/** Does 90 % sure mean right nine times in ten? */
export function reliability(report: Report): HTMLElement {
  const { before, after } = report.reliability;
  let kind: BinKind = "equalWidth";
  const place = h("div", { class: "pair" });

  const fill = (): void => {
    const panels = [reliabilityPanel(after ? "Before calibration" : "As the model says it", before[kind], kind, after ? colour.before : colour.accent, report.headline.claimedBefore, report.headline.accuracy)];
    if (after) panels.push(reliabilityPanel("After calibration", after[kind], kind, colour.accent, report.headline.claimedAfter ?? NaN, report.headline.accuracyAfter ?? report.headline.accuracy));
    place.replaceChildren(...panels);
  };
  fill();

  const ece = report.figuresAfter["ece"] ?? report.figuresBefore["ece"];
  return section(
    {
      id: "reliability",
      title: "Does its confidence mean what it says?",
      lede: [
        "Answers are grouped by the confidence the model states. On the diagonal, a group that says 80 % is right 80 % of the time; below it the model claims more than it knows. Bars are 95 % ",
        defined("intervals", "Wilson score interval of the share of right answers in the bin, 95 %. It describes one bin at a time."),
        " of each group; the grey ",
        defined("band", "Consistency band (Bröcker & Smith, 2007), 95 %: where the share of right answers of a bin would lie 95 times in 100 if every stated confidence were true. One bin in twenty lies outside by chance."),
        " is where a group lies if the confidence is true.",
        ece && " The mean distance of groups from the diagonal is the ",
        ece && definedFigure("ece", "ece" in report.figuresAfter ? report.figuresAfter : report.figuresBefore, "calibration error"),
        ece && report.figuresAfter["ece"] && report.figuresBefore["ece"] ? `: ${valueOf(report.figuresBefore["ece"], "decimal")} before, ${valueOf(report.figuresAfter["ece"], "decimal")} after.` : ece ? `: ${valueOf(ece, "decimal")}.` : "",
      ],
    },
    choice("How answers are grouped", ["Bins of equal width", "Bins of equal size"], 0, (index) => {
      kind = index === 0 ? "equalWidth" : "equalMass";
      fill();
    }),
    place,
    numbers(
      "The numbers behind this chart",
      ["", "confidence", "rows", "mean confidence", "right", "95 % interval", "band"],
      ([["before", before], ["after", after]] as const).flatMap(([when, bins]) =>
        (bins?.equalWidth ?? []).map((bin) => [after ? when : "", range(bin), count(bin.rows), confidence(bin.confidence), percent(bin.accuracy), `${percent(bin.low)} to ${percent(bin.high)}`, `${percent(bin.bandLow)} to ${percent(bin.bandHigh)}`]),
      ),
    ),
  );
}

/** One diagram with the rows of its bins below it. */
export function reliabilityPanel(title: string, bins: ReliabilityBin[], kind: BinKind, paint: string, claimed: number, right: number): HTMLElement {
  return h(
    "figure",
    {},
    h("figcaption", {}, h("strong", {}, title), h("span", {}, `claims ${percent(claimed)}, is right ${percent(right)}`)),
    drawn("reliability", (width) => [diagram(bins, kind, paint, width, title), strip(bins, kind, width)]),
  );
}

function diagram(bins: ReliabilityBin[], kind: BinKind, paint: string, width: number, title: string): Node {
  const radius = kind === "equalWidth" ? 4 : 3.5;
  return Plot.plot({
    ...base,
    width,
    height: Math.min(width, 400),
    marginLeft: 46,
    marginRight: 12,
    marginTop: 28,
    marginBottom: 22,
    ariaLabel: `Reliability diagram, ${title.toLowerCase()}: share of right answers against stated confidence in ${bins.length} bins`,
    x: { domain: [0, 1], ticks: [0, 0.25, 0.5, 0.75, 1], tickFormat: () => "", label: null, grid: true, tickSize: 0 },
    y: { domain: [0, 1], ticks: [0, 0.25, 0.5, 0.75, 1], tickFormat: (v: number) => percent(v, 0), label: null, grid: true, tickSize: 0 },
    marks: [
      Plot.areaY(bins, { x: "confidence", y1: "bandLow", y2: "bandHigh", fill: colour.faint, fillOpacity: 0.4 }),
      Plot.line([[0, 0], [1, 1]], { stroke: colour.soft, strokeDasharray: "2,4" }),
      Plot.text(["share of right answers"], { frameAnchor: "top-left", dx: -40, dy: -16, fill: colour.soft, lineAnchor: "middle", textAnchor: "start" }),
      Plot.text(["claims more than it knows"], { frameAnchor: "bottom-right", dx: -8, dy: -8, fill: colour.soft, fontStyle: "italic" }),
      Plot.ruleX(bins, { x: "confidence", y1: "confidence", y2: "accuracy", stroke: paint, strokeOpacity: 0.28, strokeWidth: 7 }),
      Plot.ruleX(bins, { x: "confidence", y1: "low", y2: "high", stroke: paint, strokeWidth: 1.5 }),
      Plot.dot(bins, { x: "confidence", y: "accuracy", r: radius, fill: paint, stroke: colour.paper, strokeWidth: 1.5 }),
      Plot.tip(
        bins,
        Plot.pointer({
          ...tip,
          x: "confidence",
          y: "accuracy",
          title: (bin: ReliabilityBin) =>
            `${some(bin.rows, "row")}, confidence ${range(bin)}\nsays ${confidence(bin.confidence)}, is right ${percent(bin.accuracy)}\n95 % interval ${percent(bin.low)} to ${percent(bin.high)}\nif its confidence is true ${percent(bin.bandLow)} to ${percent(bin.bandHigh)}`,
        }),
      ),
    ],
  });
}

function strip(bins: ReliabilityBin[], kind: BinKind, width: number): Node {
  const most = Math.max(...bins.map((bin) => bin.rows));
  const labelled = kind === "equalWidth" ? bins.filter((bin) => bin.rows >= most * 0.6) : [bins[0]!];
  return Plot.plot({
    ...base,
    width,
    height: 92,
    marginLeft: 46,
    marginRight: 12,
    marginTop: 16,
    marginBottom: 42,
    ariaLabel: "Rows in each bin",
    x: { domain: [0, 1], ticks: [0, 0.25, 0.5, 0.75, 1], tickFormat: (v: number) => percent(v, 0), label: "stated confidence", labelAnchor: "center", labelArrow: "none", tickSize: 0 },
    y: { domain: [0, most], axis: null },
    marks: [
      kind === "equalWidth"
        ? Plot.rectY(bins, { x1: "from", x2: "to", y: "rows", fill: colour.faint, insetLeft: 0.75, insetRight: 0.75 })
        : Plot.ruleX(bins, { x: "confidence", y1: 0, y2: "rows", stroke: colour.faint, strokeWidth: 4 }),
      Plot.ruleY([0], { stroke: colour.line }),
      Plot.text(["rows"], { frameAnchor: "top-left", dx: -6, dy: 2, textAnchor: "end", fill: colour.soft }),
      Plot.text(labelled, { x: kind === "equalWidth" ? (bin: ReliabilityBin) => (bin.from + bin.to) / 2 : "confidence", y: "rows", text: (bin: ReliabilityBin) => (kind === "equalWidth" ? count(bin.rows) : `${count(bin.rows)} each`), dy: -7, fill: colour.soft, textAnchor: "middle" }),
    ],
  });
}

const range = (bin: ReliabilityBin): string => `${confidence(bin.from)} to ${confidence(bin.to)}`;
