import { base, colour, Plot, tip } from "./charts";
import type { ComparedMethod, ReliabilityBin, Report } from "./data";
import { drawn, h, section } from "./dom";
import { confidence, decimal, percent, real, some, valueOf } from "./format";
import { defined, term } from "./terms";

/** Which calibrator is worth having on rows like these? */
export function calibrators({ calibrators: compared }: Report): HTMLElement | null {
  if (!compared || compared.length === 0) return null;
  const measured = compared.filter((one) => one.leftOut === undefined);
  const own = measured[0]!;
  // Most calibrators leave the order of rows and the answers as they are: then these columns say nothing.
  const shown = ["brier", "ece", "auroc", "accuracy"].filter((key) => own.figures[key] && (key === "brier" || key === "ece" || measured.some((one) => Math.abs(value(one, key) - value(own, key)) >= 5e-5)));
  const best = measured.slice(1).find((one) => real(one.gain) > real(one.standardError));
  return section(
    {
      id: "calibrators",
      title: "Calibrators compared",
      lede: [
        "Each was fitted on four fifths of these rows at a time and measured on the fifth that it had not seen. The ",
        defined("gain", "How much lower the mean log loss is than that of the model’s own confidence, ± one standard error of the difference over the same rows. A gain of less than one standard error is no reason to change anything; less than two is weak."),
        " is what counts: a low calibration error alone can be had by saying the same of every row. ",
        best ? `Most is gained by ${best.method}.` : "None gains more than chance here.",
        " The best of many looks a little better than it is.",
      ],
    },
    h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Calibrators compared" }, table(measured)),
    ...compared.filter((one) => one.leftOut !== undefined).map((one) => h("p", { class: "quiet" }, `${one.method}: ${one.leftOut}.`)),
    h("h3", {}, "How each one’s confidence reads"),
    h("div", { class: "small-multiples" }, ...measured.map(multiple)),
  );

  function table(rows: ComparedMethod[]): HTMLElement {
    return h(
      "table",
      { class: "compared" },
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          h("th", { scope: "col" }, "Calibrator"),
          ...["Log loss", "Gain", ...shown.map(heading), "Fit"].map((text) => h("th", { scope: "col", class: "number" }, text)),
        ),
      ),
      h("tbody", {}, ...rows.map(row)),
    );
  }

  function row(one: ComparedMethod): HTMLElement {
    const first = one === own;
    return h(
      "tr",
      { class: one === best ? "best" : undefined },
      h("th", { scope: "row" }, first ? "the model itself" : one.method, h("small", {}, one.summary)),
      h("td", { class: "number" }, valueOf(one.figures["nll"], "decimal")),
      h("td", { class: "number" }, first ? "" : signed(real(one.gain)), !first && h("small", {}, `± ${decimal(real(one.standardError))}`)),
      ...shown.map((key) => h("td", { class: "number" }, valueOf(one.figures[key], term(key).style), key === "ece" && one.figures[key]?.null95 !== undefined && h("small", {}, `by chance ${decimal(real(one.figures[key].null95))}`))),
      h("td", { class: "number" }, first ? "" : time(one.fitSeconds)),
    );
  }

  function multiple(one: ComparedMethod): HTMLElement {
    const name = one === own ? "the model itself" : one.method;
    return h("figure", {}, h("figcaption", {}, h("strong", {}, name), h("span", {}, `error ${valueOf(one.figures["ece"], "decimal")}`)), drawn("reliability", (width) => [diagram(one, name, width)]));
  }

  function diagram({ bins }: ComparedMethod, name: string, width: number): Node {
    const paint = name === "the model itself" ? colour.before : colour.accent;
    return Plot.plot({
      ...base,
      width,
      height: width,
      marginLeft: 6,
      marginRight: 6,
      marginTop: 6,
      marginBottom: 6,
      ariaLabel: `Reliability diagram of ${name}: share of right answers against stated confidence in ${bins.length} bins`,
      x: { domain: [0, 1], axis: null },
      y: { domain: [0, 1], axis: null },
      marks: [
        Plot.frame({ stroke: colour.line }),
        Plot.areaY(bins, { x: "confidence", y1: "bandLow", y2: "bandHigh", fill: colour.faint, fillOpacity: 0.4 }),
        Plot.line([[0, 0], [1, 1]], { stroke: colour.soft, strokeDasharray: "2,4" }),
        Plot.ruleX(bins, { x: "confidence", y1: "low", y2: "high", stroke: paint, strokeWidth: 1 }),
        Plot.dot(bins, { x: "confidence", y: "accuracy", r: 2.5, fill: paint }),
        Plot.tip(bins, Plot.pointer({ ...tip, x: "confidence", y: "accuracy", title: (bin: ReliabilityBin) => `${some(bin.rows, "row")}\nsays ${confidence(bin.confidence)}, is right ${percent(bin.accuracy)}` })),
      ],
    });
  }
}

const value = (one: ComparedMethod, key: string): number => real(one.figures[key]?.value);

const signed = (gain: number): string => (gain > 0 ? `+${decimal(gain)}` : decimal(gain));

const heading = (key: string): string => ({ brier: "Brier score", ece: "Calibration error", auroc: "AUROC", accuracy: "Accuracy" })[key] ?? key;

const time = (seconds: number): string => (seconds < 0.01 ? `${(seconds * 1000).toFixed(1)}\u202fms` : seconds < 1 ? `${(seconds * 1000).toFixed(0)}\u202fms` : `${seconds.toFixed(1)}\u202fs`);
