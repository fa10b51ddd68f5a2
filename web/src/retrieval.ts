import { base, colour, Plot, tip } from "./charts";
import type { Figure, Figures } from "./data";
import { drawn, h, section } from "./dom";
import { count, intervalOf, percent, real, some, valueOf } from "./format";
import { shortName } from "./retrievalTerms";
import type { SimilarityReport, Split } from "./similarityData";
import { defined, definedFigure, term } from "./terms";

interface Mark {
  key: string;
  who: "head" | "raw";
  value: number;
  low: number;
  high: number;
}

const figuresOf = (split: Split): Figures => ({ ...split.raw, ...split.head });

/** Every figure that any split has, in order of display. */
export function allKeys(splits: Split[]): string[] {
  const keys = [...new Set(splits.flatMap((split) => Object.keys(figuresOf(split))))];
  return [...keys.filter((key) => key === "r_precision"), ...keys.filter((key) => key !== "r_precision")]; // the verdict is on it
}

/** Those that say most, few enough for a chart. */
function charted(splits: Split[]): string[] {
  const keys = allKeys(splits);
  const of = (start: string): string[] => keys.filter((key) => key.startsWith(start)).slice(0, 1);
  const order = ["r_precision", "precision_at_1", "map_at_r", "map", "mrr", "ndcg", ...of("hit_rate_at_")];
  const shown = order.filter((key) => keys.includes(key));
  return shown.length > 0 ? shown : keys.filter((key) => term(key).style === "percent").slice(0, 8);
}

/** Does the head find more of what belongs together than the raw embeddings do? */
export function retrieval({ splits }: SimilarityReport): HTMLElement | null {
  const keys = charted(splits);
  if (keys.length === 0) return null;
  const marks = splits.map((split) => keys.flatMap((key) => [mark(key, "head", split.head?.[key]), mark(key, "raw", split.raw?.[key])].filter((one) => one !== null)));
  const ends = marks.flat().flatMap((one) => [one.low, one.high]);
  const pad = Math.max(0.01, (Math.max(...ends) - Math.min(...ends)) * 0.06);
  const domain: [number, number] = ends.length > 0 ? [Math.max(0, Math.min(...ends) - pad), Math.min(1, Math.max(...ends) + pad)] : [0, 1];
  const [anyHead, anyRaw] = [splits.some((split) => split.head), splits.some((split) => split.raw)];
  const panels = splits.map((split, i) => (marks[i]!.length > 0 ? panel(split, keys, marks[i]!, domain) : null)).filter((one) => one !== null);
  return section(
    {
      id: "retrieval",
      title: "Does it find what belongs together?",
      lede: [
        "Every item looks for those of its own group among all others. ",
        anyHead && anyRaw && "Dots are the figures of the head and of the raw embeddings it was given; ",
        anyHead && anyRaw ? "bars are " : "Bars are ",
        defined("95\u202f% intervals", "From the bootstrap: whole groups are drawn again, since items of a group rise and fall together. Each figure's definition says over what it was drawn."),
        ". ",
        anyHead && anyRaw && "Where bars do not meet, the difference is no chance; where they meet, it may still be real, since both look for the same items",
        anyHead && anyRaw && (splits.some((split) => split.gain) ? ": the gain in the table has an interval of its own and decides." : "."),
      ],
    },
    h(
      "figure",
      {},
      h("figcaption", {}, anyHead && h("strong", { class: "in-accent" }, "the head"), anyRaw && h("strong", { class: "in-before" }, "the raw embeddings")),
      h("div", { class: `panels ${panels.length === 1 ? "one" : ""}` }, ...panels),
    ),
    table(splits),
  );
}

function mark(key: string, who: "head" | "raw", figure: Figure | undefined): Mark | null {
  const value = real(figure?.value);
  if (!Number.isFinite(value)) return null;
  const [low, high] = [real(figure?.low), real(figure?.high)];
  return { key, who, value, low: Number.isFinite(low) ? low : value, high: Number.isFinite(high) ? high : value };
}

function panel(split: Split, keys: string[], marks: Mark[], domain: [number, number]): HTMLElement {
  const names = new Map(keys.map((key) => [key, shortName(key)]));
  const draw = (width: number): Node[] => [
    Plot.plot({
      ...base,
      width,
      height: 46 + keys.length * 30,
      marginLeft: 78,
      marginRight: 18,
      marginTop: 6,
      marginBottom: 40,
      ariaLabel: `Figures of retrieval on ${split.name}: ${marks.map((one) => `${names.get(one.key)} of the ${one.who === "head" ? "head" : "raw embeddings"} ${percent(one.value)}`).join(", ")}`,
      x: { domain, ticks: Math.max(2, Math.min(6, Math.floor(width / 80))), tickFormat: (v: number) => percent(v, domain[1] - domain[0] < 0.05 ? 1 : 0), label: null, grid: true, tickSize: 0 },
      y: { domain: keys.map((key) => names.get(key)!), label: null, tickSize: 0, type: "point", padding: 0.6 },
      marks: (["raw", "head"] as const).flatMap((who) => {
        const shown = marks.filter((one) => one.who === who).map((one) => ({ ...one, name: names.get(one.key)! }));
        const [paint, dy] = who === "head" ? [colour.accent, -4] : [colour.before, 5];
        return [
          Plot.ruleY(shown, { y: "name", x1: "low", x2: "high", stroke: paint, strokeOpacity: 0.45, strokeWidth: 4, dy, strokeLinecap: "round" }),
          Plot.dot(shown, { x: "value", y: "name", r: 4.5, fill: paint, dy }),
          Plot.tip(shown, Plot.pointer({ ...tip, x: "value", y: "name", maxRadius: 30, title: (one: Mark) => `${term(one.key).name}, ${one.who === "head" ? "the head" : "the raw embeddings"}\n${percent(one.value, 2)}${one.low < one.high ? `, interval ${percent(one.low, 2)} to ${percent(one.high, 2)}` : ""}` })),
        ];
      }),
    }),
  ];
  return h("div", { class: "panel-of" }, h("h3", {}, split.name), h("p", { class: "quiet" }, [split.words, sizes(split)].filter(Boolean).join(" ")), drawn("dots", draw));
}

const sizes = ({ queries, groups }: Split): string => `${count(queries)} ${queries === 1 ? "query" : "queries"}${groups === undefined ? "" : ` of ${some(groups, "group")}`}.`;

/** Every figure on every split: the head, its interval, and the raw embeddings below it. */
function table(splits: Split[]): HTMLElement {
  const [head, gain] = [splits.some((split) => split.head), splits.some((split) => split.gain)];
  const caption = `Every figure: ${head ? "the head, with the raw embeddings below it" : "the raw embeddings"}${gain ? ", and the gain in points on the same queries" : ""}`;
  const scroll = h(
    "div",
    { class: "scroll", tabindex: 0, role: "region", "aria-label": caption },
    h(
      "table",
      {},
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Figure"), ...splits.map((split) => h("th", { scope: "col", class: "number" }, split.name)))),
      h("tbody", {}, ...allKeys(splits).map((key) => h("tr", {}, h("th", { scope: "row" }, definedFigure(key, figuresOf(splits.find((split) => key in figuresOf(split))!))), ...splits.map((split) => cell(key, split))))),
    ),
  );
  return h("div", { class: "split-table" }, h("p", { class: "quiet" }, caption, "."), scroll);
}

function cell(key: string, { head, raw, gain }: Split): HTMLElement {
  const { style } = term(key);
  const [now, was, more] = [head?.[key] ?? (head ? undefined : raw?.[key]), head ? raw?.[key] : undefined, gain?.[key]];
  const change = real(more?.value);
  return h(
    "td",
    { class: "number" },
    h("b", { class: head ? "in-accent" : "in-before" }, valueOf(now, style)),
    h("small", {}, intervalOf(now, style) || now?.reason),
    was && h("small", { class: "in-before" }, `raw ${valueOf(was, style)}${was.low === undefined ? "" : `, ${intervalOf(was, style)}`}`),
Number.isFinite(change) && h("small", {}, `gain ${points(change)}${more!.low === undefined ? "" : ` (${points(real(more!.low))} to ${points(real(more!.high))})`}`),
  );
}

/** A difference of shares in hundredths, with its sign. */
function points(difference: number): string {
  const value = Math.abs(difference * 100).toFixed(1);
  return `${value === "0.0" ? "" : difference > 0 ? "+" : "−"}${value}`;
}
