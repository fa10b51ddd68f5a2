import { base, colour, logit, logOddsTicks, Plot, tip } from "./charts";
import type { Figure, Histogram, Policy, Report } from "./data";
import { drawn, h, numbers, section } from "./dom";
import { confidence, count, decimal, intervalOf, percent, power, real, some, valueOf } from "./format";
import { definedFigure, scoreName } from "./terms";

interface Bin {
  group: string;
  from: number;
  to: number;
  share: number;
  rows: number;
  words: string;
}

const groups = [
  ["right", "Right", colour.right],
  ["wrong", "Wrong", colour.wrong],
  ["unknown", "Unknown", colour.unknown],
] as const;

const forward = (scale: Histogram["scale"], value: number): number => (scale === "log-odds" ? logit(value) : scale === "log" ? -Math.log10(Math.max(-value, 1e-300)) : value);

/** What the scores look like on rows it gets right, rows it gets wrong and rows it should not answer at all. */
export function histograms(report: Report): HTMLElement {
  const all = report.histograms;
  let shown = 0;
  const place = h("figure", { class: "histogram" });
  const table = h("div", {});
  const fill = (): void => {
    const histogram = all[shown]!;
    place.replaceChildren(drawn("scores", (width) => [drawHistogram(histogram, report.policy, width)]));
    table.replaceChildren(
      numbers(
        "The numbers behind this chart",
        [scoreName(histogram.token).toLowerCase(), "right", "wrong", ...(histogram.unknown ? ["unknown"] : [])],
        histogram.right.map((n, i) => [binWords(histogram, i), count(n), count(histogram.wrong[i]!), ...(histogram.unknown ? [count(histogram.unknown[i]!)] : [])]),
      ),
    );
  };
  fill();

  const picker = h("select", { id: "score" }, ...all.map((one, i) => h("option", { value: i }, `${scoreName(one.token)}${one.isGate ? " (the policy's gate)" : ""}`)));
  picker.addEventListener("change", () => {
    shown = Number(picker.value);
    fill();
  });
  const unknown = all.some((one) => one.unknown);

  return section(
    {
      id: "scores",
      title: unknown ? "Right, wrong and unknown" : "Right and wrong",
      lede: [
        "Each row of the chart shows how one kind of input scores, as a share of its own kind. Further right means more trusted. ",
        unknown ? "Unknown inputs belong to no class the model knows: every answer to them is wrong, however sure it sounds." : "Where the two overlap, no threshold can tell them apart.",
      ],
    },
    all.length > 1 ? h("div", { class: "pick" }, h("label", { for: "score" }, "Score "), picker) : null,
    place,
    table,
  );
}

function valueWords(histogram: Histogram, value: number): string {
  if (histogram.scale === "log-odds") return confidence(value);
  if (histogram.scale === "log") return `−${-value >= 0.001 ? decimal(-value) : power(-value)}`;
  return decimal(value);
}

function binWords(histogram: Histogram, i: number): string {
  const words = (at: number): string => (histogram.logOdds ? confidence(histogram.edges[at]!, histogram.logOdds[at]) : valueWords(histogram, histogram.edges[at]!));
  const [from, to] = [words(i), words(i + 1)];
  if (i === 0) return `below ${to}`;
  return i === histogram.right.length - 1 ? `${from} and above` : `${from} to ${to}`;
}

/** Right, wrong and unknown above each other, with the policy's threshold where there is one. */
export function drawHistogram(histogram: Histogram, policy: Pick<Policy, "threshold" | "thresholdLogOdds" | "gateScore" | "gateThreshold"> | undefined, width: number, rowNoun = "row"): Node {
  const edges = histogram.logOdds ?? histogram.edges.map((edge) => forward(histogram.scale, edge));
  const present = groups.filter(([key]) => histogram[key] !== undefined);
  const bins: Bin[] = present.flatMap(([key, name]) => {
    const counts = histogram[key]!;
    const total = counts.reduce((sum, n) => sum + n, 0);
    return counts.map((rows, i) => ({ group: name, from: edges[i]!, to: edges[i + 1]!, rows, share: total > 0 ? rows / total : 0, words: binWords(histogram, i) }));
  });
  const totals = present.map(([key, name]) => ({ group: name, total: histogram[key]!.reduce((sum, n) => sum + n, 0) }));
  const most = Math.max(...bins.map((bin) => bin.share), 0.01);
  const domain = [edges[0]!, edges.at(-1)!] as [number, number];
  const left = width < 480 ? 74 : 96;
  const odds = logOddsTicks(domain[0], domain[1], width - left - 14);
  const line = histogram.token === "confidence" ? policy?.threshold : histogram.token === policy?.gateScore && policy?.gateThreshold !== undefined ? real(policy.gateThreshold) : undefined;
  const exact = histogram.token === "confidence" && histogram.logOdds ? policy?.thresholdLogOdds : undefined;
  const at = line === undefined ? NaN : exact === undefined ? forward(histogram.scale, line) : real(exact);
  const lines = at >= domain[0] && at <= domain[1] ? [at] : [];

  return Plot.plot({
    ...base,
    width,
    height: 92 * present.length + 66,
    marginLeft: left,
    marginRight: 14,
    marginTop: 24,
    marginBottom: 42,
    ariaLabel: `Histograms of ${scoreName(histogram.token).toLowerCase()} for ${present.map(([, name]) => name.toLowerCase()).join(", ")} rows`,
    x: {
      domain,
      label: histogram.token.startsWith("confidence") ? `${scoreName(histogram.token).toLowerCase()} (log-odds scale)` : `${scoreName(histogram.token).toLowerCase()}${histogram.scale === "linear" ? "" : histogram.scale === "log" ? " (log scale)" : " (log-odds scale)"}, more known →`,
      labelAnchor: "center",
      labelArrow: "none",
      tickSize: 0,
      ...(histogram.scale === "log-odds" ? { ticks: odds.at, tickFormat: odds.label } : histogram.scale === "log" ? { ticks: width / 90, tickFormat: (v: number) => `−${-v >= -3 && -v <= 3 ? Number((10 ** -v).toPrecision(2)) : power(10 ** -v)}` } : { ticks: width / 90 }),
    },
    y: { domain: [0, most], axis: null },
    fy: { domain: present.map(([, name]) => name), axis: null, padding: 0.12 },
    color: { domain: present.map(([, name]) => name), range: present.map(([, , paint]) => paint) },
    marks: [
      Plot.rectY(bins, { fy: "group", x1: "from", x2: "to", y: "share", fill: "group", insetLeft: 0.5, insetRight: 0.5 }),
      Plot.ruleY([0], { stroke: colour.line }),
      Plot.text(totals, { fy: "group", frameAnchor: "left", dx: -left, dy: -8, textAnchor: "start", text: "group", fill: "group", fontWeight: 700, fontSize: 14 }),
      Plot.text(totals, { fy: "group", frameAnchor: "left", dx: -left, dy: 10, textAnchor: "start", text: (d: { total: number }) => some(d.total, rowNoun), fill: colour.soft }),
      Plot.ruleX(lines, { stroke: colour.ink, strokeWidth: 1.25, strokeDasharray: "4,3" }),
      Plot.text(lines, { fy: () => "Right", x: (d: number) => d, frameAnchor: "top", dy: -16, text: () => (histogram.token === "confidence" ? `accept from ${confidence(line!, exact)}` : `reject below ${valueWords(histogram, line!)}`), fill: colour.ink, fontWeight: 600, textAnchor: lines[0]! > domain[0] + (domain[1] - domain[0]) * 0.75 ? "end" : "middle" }),
      Plot.tip(bins, Plot.pointerX({ ...tip, fy: "group", x: (d: Bin) => (d.from + d.to) / 2, y: "share", title: (d: Bin) => `${d.group}: ${some(d.rows, rowNoun)} (${percent(d.share)})\n${d.words}` })),
    ],
  });
}

/** Which score tells known from unknown best, with intervals on a common scale. */
export function unknownScores(report: Report): HTMLElement | null {
  const find = (prefix: string, token: string): Figure | undefined => report.figuresAfter[prefix + token] ?? report.figuresBefore[prefix + token];
  const tokens = report.histograms.map((one) => one.token).filter((token) => find("ood_auroc_", token));
  if (tokens.length === 0) return null;
  const figures = { ...report.figuresBefore, ...report.figuresAfter };
  const gates = new Set(report.histograms.filter((one) => one.isGate).map((one) => one.token));
  const lows = tokens.map((token) => real(find("ood_auroc_", token)!.low ?? find("ood_auroc_", token)!.value)).filter(Number.isFinite);
  const floor = Math.max(0, Math.floor((Math.min(...lows, 0.95) - 0.01) * 20) / 20);
  const sorted = tokens.toSorted((a, b) => real(find("ood_auroc_", b)!.value) - real(find("ood_auroc_", a)!.value));

  const best = real(find("ood_auroc_", sorted[0]!)!.value);
  const isBest = (token: string): boolean => real(find("ood_auroc_", token)!.value) === best;

  const row = (token: string): HTMLElement => {
    const [auroc, fpr] = [find("ood_auroc_", token)!, find("ood_fpr95_", token)];
    const place = (value: number): string => `${Math.max(0, ((value - floor) / (1 - floor)) * 100).toFixed(2)}%`;
    const bar = h("i", { class: "bar now" });
    const dot = h("i", { class: "dot now" });
    bar.style.left = place(real(auroc.low ?? auroc.value));
    bar.style.right = `calc(100% - ${place(real(auroc.high ?? auroc.value))})`;
    dot.style.left = place(real(auroc.value));
    return h(
      "tr",
      gates.has(token) || isBest(token) ? { class: "marked" } : {},
      h("th", { scope: "row" }, scoreName(token), gates.has(token) && h("em", {}, " the policy’s gate"), isBest(token) && h("em", {}, " best here")),
      h("td", { class: "wide" }, h("div", { class: "strip", role: "img", "aria-label": intervalOf(auroc, "percent") }, bar, dot)),
      h("td", { class: "number" }, valueOf(auroc, "percent"), h("small", {}, intervalOf(auroc, "percent"))),
      h("td", { class: "number" }, valueOf(fpr, "percent"), h("small", {}, intervalOf(fpr, "percent"))),
    );
  };

  return section(
    {
      id: "unknown",
      title: "Can it tell what it has never seen?",
      lede: [
        definedFigure(`ood_auroc_${sorted[0]!}`, figures, "AUROC"),
        " is how often a known row outranks an unknown one; 50 % is guessing. ",
        `ood_fpr95_${sorted[0]!}` in figures ? definedFigure(`ood_fpr95_${sorted[0]!}`, figures, "FPR95") : "FPR95",
        " is the share of unknown rows let in when 95 % of the known are kept; lower is better.",
      ],
    },
    h(
      "table",
      { class: "score-table" },
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Score"), h("th", { scope: "col", class: "wide ends" }, h("span", {}, percent(floor, 0)), h("span", {}, "100 %")), h("th", { scope: "col", class: "number" }, "AUROC"), h("th", { scope: "col", class: "number" }, "FPR95"))),
      h("tbody", {}, ...sorted.map(row)),
    ),
  );
}
