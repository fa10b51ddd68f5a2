import { base, colour, Plot, tip } from "./charts";
import type { Figure } from "./data";
import { choice, drawn, h, numbers, section } from "./dom";
import { chosen, confidence, count, decimal, intervalOf, percent, real, some, valueOf } from "./format";
import { drawHistogram } from "./histograms";
import type { Match, MatchSplit } from "./matchData";
import { confusedLabels, matchMistakes } from "./matchMistakes";
import { reliabilityPanel, type BinKind } from "./reliability";
import type { SimilarityReport } from "./similarityData";
import { defined, definedFigure, term } from "./terms";

/** How likely is a match right, and can that be believed? */
export function matchSections({ match }: SimilarityReport): (HTMLElement | null)[] {
  if (!match) return [];
  return [ranking(match), calibration(match), decisions(match), matchMistakes(match), confusedLabels(match)];
}

const known = (match: Match): MatchSplit[] => match.splits.filter((split) => !split.isForeign);

/** Confidence against correctness: the two kinds of match over the confidence, and how well it ranks them. */
function ranking(match: Match): HTMLElement {
  const shown = known(match);
  const place = h("div", {}, ...confidences(match, shown[0]!));
  const ranked = areas(shown);
  return section(
    {
      id: "match-confidence",
      title: "Does confidence tell right matches from wrong?",
      lede: [
        match.words.ranking,
        " Each row of the chart shows how sure the matches of one kind are, as a share of their own kind. ",
        match.splits.some((split) => split.isForeign) && "Unknown are foreign items, whose matches are all wrong. ",
        ranked && "Below: the chance that a right match stands above a wrong one (",
        ranked && defined("AUROC", "Area under the ROC curve: the chance that a right match has a higher value than a wrong one, ties counting one half. .5 is no better than chance."),
        ranked && "), by confidence and by similarity alone.",
      ],
    },
    shown.length > 1 && choice("Queries", shown.map((split) => split.name), 0, (index) => place.replaceChildren(...confidences(match, shown[index]!))),
    place,
    ranked,
  );
}

function confidences(match: Match, split: MatchSplit): Node[] {
  const histogram = split.histogram!;
  const policy = match.threshold === undefined ? undefined : { threshold: match.threshold, thresholdLogOdds: match.thresholdLogOdds };
  return [
    h("figure", { class: "histogram" }, h("figcaption", {}, h("strong", {}, split.name), h("span", {}, `${some(split.queries, "match").replace(/matchs$/, "matches")}, ${percent(split.right)} right`)), drawn("match-confidences", (width) => [drawHistogram(histogram, policy, width, "item")])),
    numbers(
      "The numbers behind this chart",
      ["confidence", "right", "wrong", ...(histogram.unknown ? ["foreign"] : [])],
      histogram.right.map((n, i) => [`${confidence(histogram.edges[i]!)} to ${confidence(histogram.edges[i + 1]!)}`, count(n), count(histogram.wrong[i]!), ...(histogram.unknown ? [count(histogram.unknown[i]!)] : [])]),
    ),
  ];
}

interface Area {
  split: string;
  who: "confidence" | "similarity";
  value: number;
  low: number;
  high: number;
}

function areas(splits: MatchSplit[]): HTMLElement | null {
  const of = (split: MatchSplit, who: Area["who"]): Area | null => {
    const figure: Figure | undefined = split.figures[`auroc_${who}`];
    const value = real(figure?.value);
    if (!Number.isFinite(value)) return null;
    const [low, high] = [real(figure!.low), real(figure!.high)];
    return { split: split.name, who, value, low: Number.isFinite(low) ? low : value, high: Number.isFinite(high) ? high : value };
  };
  const marks = splits.flatMap((split) => [of(split, "confidence"), of(split, "similarity")]).filter((one) => one !== null);
  if (marks.length === 0) return null;
  const names = splits.map((split) => split.name).filter((name) => marks.some((one) => one.split === name));
  const ends = marks.flatMap((one) => [one.low, one.high]);
  const pad = Math.max(0.005, (Math.max(...ends) - Math.min(...ends)) * 0.06);
  const draw = (width: number): Node[] => {
    const left = Math.min(width * 0.32, 8 * Math.max(...names.map((name) => name.length)) + 10);
    const letters = Math.max(6, Math.floor(left / 7.6));
    return [
      Plot.plot({
        ...base,
        width,
        height: 46 + names.length * 40,
        marginLeft: left,
        marginRight: 18,
        marginTop: 6,
        marginBottom: 40,
        ariaLabel: `Right above wrong matches: ${marks.map((one) => `${one.split} by ${one.who} ${decimal(one.value)}`).join(", ")}`,
        x: { domain: [Math.max(0, Math.min(...ends) - pad), Math.min(1, Math.max(...ends) + pad)], ticks: Math.max(2, Math.min(6, Math.floor(width / 90))), label: "AUROC", labelAnchor: "center", labelArrow: "none", grid: true, tickSize: 0 },
        y: { domain: names, label: null, tickSize: 0, type: "point", padding: 0.6, tickFormat: (name: string) => (name.length > letters ? `${name.slice(0, letters - 1)}…` : name) },
        marks: (["similarity", "confidence"] as const).flatMap((who) => {
          const own = marks.filter((one) => one.who === who);
          const [paint, dy] = who === "confidence" ? [colour.accent, -5] : [colour.before, 6];
          return [
            Plot.ruleY(own, { y: "split", x1: "low", x2: "high", stroke: paint, strokeOpacity: 0.45, strokeWidth: 4, dy, strokeLinecap: "round" }),
            Plot.dot(own, { x: "value", y: "split", r: 4.5, fill: paint, dy }),
            Plot.tip(own, Plot.pointer({ ...tip, x: "value", y: "split", maxRadius: 30, title: (one: Area) => `${one.split}, by ${one.who}\n${decimal(one.value)}${one.low < one.high ? `, interval ${decimal(one.low)} to ${decimal(one.high)}` : ""}` })),
          ];
        }),
      }),
    ];
  };
  return h(
    "div",
    { class: "areas" },
    h("figure", {}, h("figcaption", {}, h("strong", { class: "in-accent" }, "by confidence"), h("strong", { class: "in-before" }, "by similarity alone")), drawn("area-dots", draw)),
    h(
      "div",
      { class: "split-table" },
      h("p", { class: "quiet" }, "The gain has an interval of its own, since both rank the same matches: it decides."),
      figureRows(["auroc_confidence", "auroc_similarity", "auroc_gain"], splits),
    ),
  );
}

/** Some figures, a column a split. */
function figureRows(keys: string[], splits: MatchSplit[]): HTMLElement | null {
  const cell = (key: string, { figures }: MatchSplit): HTMLElement => {
    const figure = figures[key];
    const { style } = term(key);
    return h("td", { class: "number" }, h("b", {}, valueOf(figure, style)), h("small", {}, intervalOf(figure, style) || figure?.reason), figure?.null95 !== undefined && h("small", {}, `by chance below ${decimal(real(figure.null95))}`));
  };
  const shown = keys.filter((key) => splits.some((split) => key in split.figures));
  if (shown.length === 0) return null;
  return h(
    "div",
    { class: "scroll", tabindex: 0, role: "region", "aria-label": shown.map((key) => term(key).name).join(", ") },
    h(
      "table",
      {},
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Figure"), ...splits.map((split) => h("th", { scope: "col", class: "number" }, split.name)))),
      h("tbody", {}, ...shown.map((key) => h("tr", {}, h("th", { scope: "row" }, definedFigure(key, splits.find((split) => key in split.figures)!.figures)), ...splits.map((split) => cell(key, split))))),
    ),
  );
}

/** Does 90 % sure mean right nine times in ten, of matches? */
function calibration(match: Match): HTMLElement {
  const shown = known(match);
  let kind: BinKind = "equalWidth";
  const place = h("div", { class: "pair" });
  const fill = (): void => place.replaceChildren(...shown.map((split) => reliabilityPanel(split.name, split.reliability![kind], kind, colour.accent, split.claimed, split.right)));
  fill();
  return section(
    {
      id: "match-reliability",
      title: "Does the confidence of a match mean what it says?",
      lede: [
        match.words.calibration,
        " Matches are grouped by their confidence. On the diagonal, a group that says 80 % is right 80 % of the time. Bars are 95 % ",
        defined("intervals", "Wilson score interval of the share of right matches in the bin, 95 %. It describes one bin at a time and takes matches as independent."),
        "; the grey ",
        defined("band", "Consistency band (Bröcker & Smith, 2007), 95 %: where the share of right matches of a bin would lie 95 times in 100 if every stated confidence were true. One bin in twenty lies outside by chance."),
        " is where a group lies if the confidence is true.",
      ],
    },
    choice("How matches are grouped", ["Bins of equal width", "Bins of equal size"], 0, (index) => {
      kind = index === 0 ? "equalWidth" : "equalMass";
      fill();
    }),
    place,
    h("div", { class: "split-table" }, figureRows(["right", "mean_confidence", "confidence_gap", "rmsce_debiased", "ece"], shown)),
  );
}

/** What is accepted, sent to a human and told to be like nothing here. */
function decisions(match: Match): HTMLElement | null {
  if (match.targetPrecision === undefined && !match.hasGate) return null;
  const foreign = match.splits.filter((split) => split.isForeign);
  return section(
    {
      id: "match-decisions",
      title: "Which matches would be accepted?",
      lede: [
        [match.words.decisions, match.words.foreign].filter(Boolean).join(" "),
        match.targetPrecision === undefined ? null : ` A match is accepted from a confidence of ${confidence(match.threshold ?? NaN, match.thresholdLogOdds)}${match.hasGate ? ", unless there is nothing like the query in the reference" : ""}; others go to a human.`,
      ],
    },
    h("div", { class: "fates" }, ...match.splits.map((split) => fate(split, match))),
    h("div", { class: "split-table" }, figureRows(["coverage", "precision_accepted", ...(known(match).some((split) => split.loneQueries > 0) ? ["told_nothing_alike"] : []), "false_alarm"], known(match))),
    foreign.length > 0 && h("div", { class: "split-table" }, figureRows(["foreign_rejected", "foreign_accepted", "foreign_auroc_alike", "foreign_auroc_confidence"], foreign)),
    match.explanation.length > 0 && h("div", { class: "promise" }, ...match.explanation.map((line) => h("p", {}, line))),
  );
}

function fate({ name, isForeign, queries, fates, figures }: MatchSplit, { targetPrecision }: Match): HTMLElement {
  const { acceptedRight, acceptedWrong, review, rejected, undecided } = fates;
  const accepted = acceptedRight + acceptedWrong;
  const part = (kind: string, n: number): HTMLElement | null => {
    if (n === 0) return null;
    const bar = h("i", { class: kind });
    bar.style.flexGrow = String(n);
    return bar;
  };
  const words = (kind: string, n: number, text: string): HTMLElement | null => (n > 0 ? h("span", { class: kind }, h("b", {}, percent(n / queries)), ` ${text}`) : null);
  const precision = isForeign || accepted === 0 ? "" : ` Of the accepted ${valueOf(figures["precision_accepted"], "percent")} are right (${intervalOf(figures["precision_accepted"], "percent")})${targetPrecision === undefined ? "." : `, ${chosen(targetPrecision)} promised.`}`;
  return h(
    "div",
    {},
    h("h3", {}, name),
    h("div", { class: "track", role: "img", "aria-label": `${name}: ${count(acceptedRight)} accepted and right, ${count(acceptedWrong)} accepted and wrong, ${count(review)} to a human, ${count(rejected)} told nothing like this${undecided > 0 ? `, ${count(undecided)} not decided` : ""}` },
      part("right", acceptedRight), part(isForeign ? "slipped" : "wrong", acceptedWrong), part("review", review + undecided), part("reject", rejected)),
    h("div", { class: "parts" }, words("right", acceptedRight, "accepted and right"), words(isForeign ? "slipped" : "wrong", acceptedWrong, isForeign ? "accepted in error" : "accepted and wrong"), words("review", review, "to a human"), words("review", undecided, "not decided"), words("reject", rejected, "told “nothing like this”")),
    precision && h("p", { class: "quiet" }, precision.trim()),
  );
}
