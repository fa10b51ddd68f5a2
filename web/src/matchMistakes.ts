import { h, section } from "./dom";
import { confidence, count, decimal, percent, some } from "./format";
import type { ConfusedLabels, Match, MistakenMatch } from "./matchData";
import { defined } from "./terms";

const done = { accept: "would be accepted", review: "goes to a human", reject: "told “nothing like this”" } as const;

/** The wrong matches it was surest of, with the reason that the feature groups give. */
export function matchMistakes({ mistakes, mistakeCount, splits }: Match): HTMLElement | null {
  if (mistakes.length === 0) return null;
  const queries = splits.find((split) => !split.isForeign)!.queries;
  return section(
    {
      id: "match-mistakes",
      title: "Its most confident wrong matches",
      lede: [
        mistakes.length < mistakeCount ? `The ${mistakes.length} it was surest of` : `${some(mistakes.length, "wrong match").replace(/matchs$/, "matches")}, the surest first`,
        splits.some((split) => !split.isForeign && split.name === "all items") ? ` of ${count(mistakeCount)} among ${count(queries)} queries. ` : ". ",
        "Some may be mistakes in the labels.",
      ],
    },
    h("ol", { class: "match-mistakes" }, ...mistakes.map(card)),
  );
}

function card(one: MistakenMatch): HTMLElement {
  return h(
    "li",
    {},
    h("p", { class: "said" }, one.query, " is ", h("b", { class: "in-right" }, one.label ?? "of no known label"), " but found ", h("b", { class: "in-wrong" }, one.matched), ` (${one.reference})`),
    h("p", {}, h("b", {}, confidence(one.confidence, one.logOdds)), ` sure, similarity ${decimal(one.similarity)}; ${one.split}`, one.decision && "; ", one.decision && h("span", { class: `decision ${one.decision}` }, done[one.decision])),
    one.why && h("p", { class: "quiet" }, one.why),
  );
}

/** Which feature groups, and which of their values, tell labels apart that are taken for each other. */
export function confusedLabels({ confused }: Match): HTMLElement | null {
  if (confused.length === 0) return null;
  return section(
    {
      id: "match-labels",
      title: "What tells confused labels apart?",
      lede: [
        "Pairs of labels by the number of queries of one whose closest item is of the other. For each, the feature groups that part them best, by ",
        defined("total variation", "½ Σ |p − q| of the two labels' mean shares of the group's values: 0 where both use the values alike, 1 where they share none. Who guesses the label from a value drawn is right with (1 + V)/2 at best."),
        ", and the values whose shares differ most. Labels that no group parts will go on being confused.",
      ],
    },
    h("div", { class: "confused" }, ...confused.map(pair)),
  );
}

function pair({ first, second, confusions, groups }: ConfusedLabels): HTMLElement {
  return h(
    "div",
    {},
    h("h3", {}, h("span", { class: "in-accent" }, first), " and ", h("span", { class: "in-unknown" }, second), h("small", {}, ` ${count(confusions)} ${confusions === 1 ? "time" : "times"}`)),
    ...groups.map((group) =>
      h(
        "div",
        { class: "parting" },
        h("p", { class: "quiet" }, `Group ${group.group} parts them ${percent(group.totalVariation, 0)}`),
        ...group.values.map((value) =>
          h(
            "div",
            { class: "value-shares", title: `value ${value.value}: ${percent(value.firstShare)} of ${first}, ${percent(value.secondShare)} of ${second}` },
            h("span", { class: "quiet" }, `value ${value.value}`),
            h("span", { class: "two-bars", role: "img", "aria-label": `${percent(value.firstShare)} of ${first}, ${percent(value.secondShare)} of ${second}` }, bar("first", value.firstShare), bar("second", value.secondShare)),
            h("span", { class: "shares" }, `${percent(value.firstShare, 0)} / ${percent(value.secondShare, 0)}`),
          ),
        ),
      ),
    ),
  );
}

function bar(kind: string, share: number): HTMLElement {
  const one = h("i", { class: kind });
  one.style.width = `${(100 * share).toFixed(2)}%`;
  return one;
}
