import { base, colour, Plot, tip } from "./charts";
import { choice, drawn, h, numbers, section } from "./dom";
import { count, decimal, percent } from "./format";
import type { Distances, SimilarityReport, Split } from "./similarityData";

interface Bin {
  from: number;
  to: number;
  right: number;
  wrong: number;
}

/** Does the distance to the nearest item tell whether it is a right one? */
export function nearest({ splits }: SimilarityReport): HTMLElement | null {
  const shown = splits.filter((split): split is Split & { distances: Distances } => split.distances !== undefined);
  if (shown.length === 0) return null;
  const place = h("div", {}, ...parts(shown[0]!));
  return section(
    {
      id: "nearest",
      title: "How far is the nearest item?",
      lede: [
        "Each query's ",
        `${shown[0]!.distances.distance} to its nearest item, by whether that item is of its own group. Where the two lie apart, a threshold on distance can tell a match from a mismatch; where they overlap, it cannot.`,
      ],
    },
    shown.length > 1 && choice("Items", shown.map((split) => split.name), 0, (index) => place.replaceChildren(...parts(shown[index]!))),
    place,
  );
}

function parts({ name, distances }: Split & { distances: Distances }): Node[] {
  const { edges, right, wrong, medianRight, medianWrong } = distances;
  const sum = (values: number[]): number => values.reduce((a, b) => a + b, 0);
  const [allRight, allWrong] = [sum(right), sum(wrong)];
  const bins: Bin[] = right.map((_, i) => ({ from: edges[i]!, to: edges[i + 1]!, right: right[i]! / (allRight || 1), wrong: wrong[i]! / (allWrong || 1) }));
  const single = edges[0] === edges.at(-1);
  const domain: [number, number] = single ? [edges[0]! - 0.5, edges[0]! + 0.5] : [edges[0]!, edges.at(-1)!];
  const draw = (width: number): Node[] => [
    Plot.plot({
      ...base,
      width,
      height: Math.max(220, Math.min(300, width * 0.45)),
      marginLeft: 46,
      marginRight: 16,
      marginTop: 32,
      marginBottom: 42,
      ariaLabel: `Distances to the nearest item on ${name}: median ${medianRight === undefined ? "none" : decimal(medianRight)} where it is right, ${medianWrong === undefined ? "none" : decimal(medianWrong)} where it is wrong`,
      x: { domain, ticks: Math.max(3, Math.floor(width / 90)), label: distances.distance, labelAnchor: "center", labelArrow: "none", tickSize: 0 },
      y: { ticks: 4, tickFormat: (v: number) => percent(v, 0), label: null, grid: true, tickSize: 0 },
      marks: [
        Plot.text(["share of the queries of each kind"], { frameAnchor: "top-left", dx: -40, dy: -20, fill: colour.soft, textAnchor: "start" }),
        ...(["right", "wrong"] as const).flatMap((kind) => [
          Plot.rectY(bins, { x1: single ? domain[0] : "from", x2: single ? domain[1] : "to", y: kind, fill: colour[kind], fillOpacity: 0.28, inset: 0 }),
          single ? null : Plot.line(bins.flatMap((bin) => [{ x: bin.from, y: bin[kind] }, { x: bin.to, y: bin[kind] }]), { x: "x", y: "y", stroke: colour[kind], strokeWidth: 1.75 }),
        ]),
        Plot.ruleY([0], { stroke: colour.line }),
        Plot.tip(bins, Plot.pointerX({ ...tip, x: (bin: Bin) => (bin.from + bin.to) / 2, y: (bin: Bin) => Math.max(bin.right, bin.wrong), title: (bin: Bin) => `${decimal(bin.from)} to ${decimal(bin.to)}\n${percent(bin.right)} of the right, ${percent(bin.wrong)} of the wrong` })),
      ],
    }),
  ];
  const kind = (text: string, number: number, median: number | undefined): string => `${text}: ${count(number)}${median === undefined ? "" : `, median ${decimal(median)}`}`;
  return [
    h("figure", {}, h("figcaption", {}, h("strong", {}, name), h("strong", { class: "in-right" }, kind("nearest is right", allRight, medianRight)), h("strong", { class: "in-wrong" }, kind("nearest is wrong", allWrong, medianWrong))), drawn("nearest", draw)),
    numbers("The numbers behind this chart", ["distance", "nearest is right", "nearest is wrong"], bins.map((bin, i) => [`${decimal(bin.from)} to ${decimal(bin.to)}`, count(right[i]!), count(wrong[i]!)])),
  ];
}
