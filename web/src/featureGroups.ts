import { base, colour, Plot, tip } from "./charts";
import { choice, drawn, h, numbers, section } from "./dom";
import { count, decimal, percent, some } from "./format";
import { matrix, shades } from "./matrix";
import type { FeatureGroup, FeatureGroups, SimilarityReport } from "./similarityData";
import { defined } from "./terms";

/** Do the feature groups choose one of their values for each item, use them all, and say different things? */
export function featureGroups({ featureGroups: all }: SimilarityReport): HTMLElement | null {
  if (!all) return null;
  const { groups, groupCount, values } = all;
  const cut = groups.length < groupCount;
  return section(
    {
      id: "feature-groups",
      title: "Feature groups",
      lede: [
        `An embedding is ${some(groupCount, "feature group")} of ${some(values, "value")}: each group spreads one whole over its values. Useful groups `,
        defined("decide", "Each item gives nearly all of a group's whole to one value: its largest share is near 100 %."),
        ", use all their values alike, and say different things.",
        cut && ` Drawn are ${count(groups.length)} groups: those that say least and those that say most. All totals are over all ${count(groupCount)}.`,
      ],
    },
    totals(all),
    all.warnings.length > 0 && h("ul", { class: "warnings" }, ...all.warnings.map((warning) => h("li", {}, warning))),
    information(all),
    usage(all),
    redundancy(all),
    telling(all),
    table(all),
  );
}

function totals(all: FeatureGroups): HTMLElement {
  const cell = (name: HTMLElement | string, value: string, note: string): HTMLElement => h("div", { class: "cell" }, h("span", { class: "name" }, name), h("output", {}, value), h("small", {}, note));
  return h(
    "div",
    { class: "readout" },
    cell(defined("Information", "H(mean of p) − mean of H(p) of a group, in nats: how much it says about an item. Its ceiling is ln K."), percent(all.meanInformation / all.ceiling), `of its ceiling, mean over groups`),
    cell(defined("Mean largest share", "Mean over items and groups of the largest of the K shares."), percent(all.meanMaximum), `least possible: ${percent(1 / all.values)}`),
    cell(defined("Dead groups", "Information below a hundredth of the ceiling: they say the same of every item, or nothing of any."), count(all.deadGroups), `of ${count(all.groupCount)}`),
    cell(defined("Dead values", "Never the largest of their group, with a mean share below a tenth of 1/K."), count(all.deadValues), `of ${count(all.groupCount * all.values)}`),
    cell(defined("Codes in use", "An item's code is the largest value of every group. Items with the same code cannot be told apart by it."), count(all.distinctCodes), `for ${some(all.items, "item")}; ${count(all.largestCode)} in the fullest`),
    all.itemsThatShareAcrossLabels === undefined
      ? cell(defined("Share a code", "Items whose code another item has too."), percent(all.itemsThatShare / all.items), `${count(all.itemsThatShare)} items`)
      : cell(defined("Collisions", "Items whose code an item of another label has too: by their codes they are confused."), percent(all.itemsThatShareAcrossLabels / all.items), `${count(all.itemsThatShareAcrossLabels)} items; ${count(all.itemsThatShare)} share one with any`),
  );
}

function information(all: FeatureGroups): HTMLElement {
  const { groups, ceiling, labelEntropy } = all;
  const labelled = groups.some((group) => group.labelInformation !== undefined);
  const bars = groups.map((group, place) => ({ ...group, place, label: group.labelInformation ?? 0 }));
  const draw = (width: number): Node[] => {
    const step = Math.max(1, Math.ceil((groups.length * 26) / (width - 60)));
    return [
      Plot.plot({
        ...base,
        width,
        height: Math.max(200, Math.min(260, width * 0.4)),
        marginLeft: 40,
        marginRight: 12,
        marginTop: 28,
        marginBottom: 40,
        ariaLabel: `Information of ${groups.length} feature groups in nats, ${decimal(all.meanInformation)} on average; the ceiling is ${decimal(ceiling)}`,
        x: { domain: [-0.5, groups.length - 0.5], ticks: groups.map((_, i) => i).filter((i) => i % step === 0), tickFormat: (i: number) => String(groups[i]?.group ?? ""), label: "feature group", labelAnchor: "center", labelArrow: "none", tickSize: 0 },
        y: { domain: [0, ceiling * 1.06], ticks: 5, label: null, grid: true, tickSize: 0 },
        marks: [
          Plot.text(["nats"], { frameAnchor: "top-left", dx: -34, dy: -16, fill: colour.soft, textAnchor: "start" }),
          Plot.rectY(bars, { x1: (d: { place: number }) => d.place - 0.4, x2: (d: { place: number }) => d.place + 0.4, y: "information", fill: colour.accent, fillOpacity: labelled ? 0.35 : 0.8 }),
          labelled ? Plot.rectY(bars, { x1: (d: { place: number }) => d.place - 0.4, x2: (d: { place: number }) => d.place + 0.4, y: "label", fill: colour.accent }) : null,
          Plot.ruleY([0], { stroke: colour.line }),
          Plot.ruleY([ceiling], { stroke: colour.ink, strokeDasharray: "4,3" }),
          Plot.text([`ceiling ln ${all.values} = ${decimal(ceiling)}`], { frameAnchor: "top-right", dy: -16, fill: colour.ink }),
          Plot.tip(bars, Plot.pointerX({ ...tip, x: "place", y: "information", title: (d: FeatureGroup) => groupWords(d, all) })),
        ],
      }),
    ];
  };
  return h(
    "figure",
    {},
    h("figcaption", {}, h("strong", {}, "What each group says"), labelled && h("span", { class: "legend" }, h("strong", { class: "in-accent" }, "about the item's label"), h("span", { class: "in-pale" }, "about the item")), labelEntropy !== undefined && h("span", {}, `the labels themselves have ${decimal(labelEntropy)} nats`)),
    drawn("bars-of-groups", draw),
  );
}

const groupWords = (group: FeatureGroup, all: FeatureGroups): string =>
  [
    `feature group ${group.group}${group.isDead ? ", dead" : ""}`,
    `information ${decimal(group.information)} nats, ${percent(group.information / all.ceiling)} of the ceiling`,
    group.labelInformation === undefined ? "" : `about the label ${decimal(group.labelInformation)} nats`,
    `mean largest share ${percent(group.meanMaximum)}`,
    `as varied as ${decimal(group.effectiveValues)} values; ${count(group.deadValues)} dead`,
  ].filter(Boolean).join("\n");

function usage(all: FeatureGroups): HTMLElement {
  const { groups, values, labels } = all;
  const drawnValues = groups[0]!.order.length;
  // A group that gives all to one value must not fade the others to paper.
  const top = Math.max(...groups.flatMap((group) => group.shares));
  const most = Math.min(top, 4 / values);
  const byNumber = groups.map((group) => [...group.order.keys()].sort((a, b) => group.order[a]! - group.order[b]!));
  const map = (sorted: boolean): HTMLElement => {
    const place = (row: number, column: number): number => (sorted ? column : byNumber[row]![column]!);
    return matrix({
      label: `Use of ${values} values by ${groups.length} feature groups: mean share, ${sorted ? "the most used first" : "by number"}`,
      rows: groups.map((group) => String(group.group)),
      columns: drawnValues,
      ...(sorted ? {} : { columnName: (column: number) => String(column) }),
      shade: (row, column) => Math.sqrt(groups[row]!.shares[place(row, column)]! / most),
      words: (row, column) => {
        const [group, i] = [groups[row]!, place(row, column)];
        const label = group.topLabels?.[i] ?? -1;
        return `Group ${group.group}, value ${group.order[i]}: mean share ${percent(group.shares[i]!, 2)}, largest for ${some(group.largest[i]!, "item")}${label < 0 ? "" : `; most of it (${percent(group.topLabelShares![i]!, 0)}) from “${labels[label]}”`}.`;
      },
      marked: (row) => groups[row]!.isDead,
    });
  };
  const whole = drawnValues === values;
  const place = h("div", {}, map(true));
  return h(
    "figure",
    {},
    h(
      "figcaption",
      {},
      h("strong", {}, "Which values are used"),
      h("span", {}, `mean share; a row is a group, ${whole ? "a cell" : `of its ${count(values)} values the ${count(drawnValues)} most used, a cell`} a value${groups.some((group) => group.isDead) ? "; dead groups in red" : ""}`),
      shades([0, 0.25, 0.5, 1].map((part) => [Math.sqrt(part), `${part === 1 && top > most ? "≥ " : ""}${percent(part * most, part * most < 0.1 && part > 0 ? 1 : 0)}`])),
    ),
    whole && values > 1 && choice("Order of the values", ["Most used first", "By number"], 0, (index) => place.replaceChildren(map(index === 0))),
    place,
  );
}

function redundancy({ shared, groups, mostShared, groupCount }: FeatureGroups): HTMLElement | null {
  if (!shared || groups.length < 2) return null;
  // Half is where it becomes a warning: less must not look like one.
  const most = Math.max(0.5, ...shared.flatMap((row, i) => row.filter((_, j) => j !== i)));
  return h(
    "figure",
    {},
    h(
      "figcaption",
      {},
      h("strong", {}, "How much they say the same"),
      h("span", {}, defined("shared information", "Adjusted mutual information of the codes of two groups: 0 % where they are independent, 100 % where each gives the other away. Groups that follow the same labels share what the labels say."), " of each two groups"),
      shades([0, 0.25, 0.5, 1].map((part) => [part, percent(part * most, 0)])),
    ),
    matrix({
      label: `Shared information of each two of ${groups.length} feature groups${mostShared[0] ? `; most, ${percent(mostShared[0].share)}, between ${mostShared[0].first} and ${mostShared[0].second}` : ""}`,
      rows: groups.map((group) => String(group.group)),
      columns: groups.length,
      columnName: (column) => String(groups[column]!.group),
      shade: (row, column) => (row === column ? 0 : shared[row]![column]! / most),
      words: (row, column) => (row === column ? `Group ${groups[row]!.group} itself.` : `Groups ${groups[row]!.group} and ${groups[column]!.group} share ${percent(shared[row]![column]!)}.`),
      square: true,
    }),
    mostShared.length > 0 && h("p", { class: "quiet" }, `Most alike${groupCount > groups.length ? ", of all groups" : ""}: ${mostShared.slice(0, 5).map((pair) => `${pair.first} and ${pair.second} (${percent(pair.share, 0)})`).join(", ")}.`),
  );
}

function telling({ telling: rows }: FeatureGroups): HTMLElement | null {
  if (rows.length === 0) return null;
  return h(
    "div",
    { class: "telling" },
    h("h3", {}, "Values that point to a label"),
    h("p", { class: "quiet" }, "Those that add most to what the groups say about labels, two for a label at most."),
    h(
      "div",
      { class: "scroll", tabindex: 0, role: "region", "aria-label": "Values that point to a label" },
      h(
        "table",
        {},
        h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Label"), h("th", { scope: "col", class: "number" }, "Group"), h("th", { scope: "col", class: "number" }, "Value"), h("th", { scope: "col", class: "number" }, defined("Of its mass", "Which part of the value's mass comes from items of the label.")), h("th", { scope: "col", class: "number" }, defined("Lift", "That part over the label's part of the items: 1 where the value says nothing about it.")), h("th", { scope: "col", class: "number" }, "Largest for"))),
        h("tbody", {}, ...rows.map((row) => h("tr", {}, h("th", { scope: "row" }, row.label), ...[String(row.group), String(row.value), percent(row.share), `${decimal(row.lift)}×`, some(row.largest, "item")].map((text) => h("td", { class: "number" }, text))))),
      ),
    ),
  );
}

function table(all: FeatureGroups): HTMLElement {
  const labelled = all.groups.some((group) => group.labelInformation !== undefined);
  return numbers(
    "The numbers behind these charts, group by group",
    ["group", "information", "of its ceiling", ...(labelled ? ["about the label"] : []), "mean largest share", "as varied as", "dead values", "most used value"],
    all.groups.map((group) => [
      `${group.group}${group.isDead ? ", dead" : ""}`, decimal(group.information), percent(group.information / all.ceiling), ...(labelled ? [decimal(group.labelInformation ?? NaN)] : []),
      percent(group.meanMaximum), decimal(group.effectiveValues), count(group.deadValues), `${group.order[0]} (${percent(group.shares[0]!)})`,
    ]),
  );
}
