import { h, section } from "./dom";
import { allKeys } from "./retrieval";
import { matchMeanings } from "./matchTerms";
import type { SimilarityReport } from "./similarityData";
import { term } from "./terms";

/** What every figure means: nothing in the report goes undefined. */
export function similarityFigures({ splits, featureGroups, match }: SimilarityReport): HTMLElement | null {
  const keys = allKeys(splits);
  if (keys.length === 0) return null;
  const definition = (key: string): string => splits.map((split) => (split.head ?? {})[key] ?? (split.raw ?? {})[key]).find((figure) => figure)!.definition;
  return section(
    {
      id: "figures",
      title: "What the figures mean",
      lede: ["Queries are items that have at least one other of their group to find. No item is ever its own answer."],
    },
    h(
      "dl",
      { class: "meanings" },
      ...keys.flatMap((key) => [h("dt", {}, term(key).name, " ", h("code", {}, key)), h("dd", {}, definition(key))]),
      ...matchMeanings(match).flatMap(([key, words]) => [h("dt", {}, term(key).name, " ", h("code", {}, key)), h("dd", {}, words)]),
      ...(featureGroups
        ? [
            h("dt", {}, "Information of a feature group"),
            h("dd", {}, "H(mean of p) − mean of H(p) in nats, p being an item's shares of the group's K values: mutual information of the group's value with the item. Its ceiling is ln K, reached where every choice is sure and all values are used alike."),
            h("dt", {}, "Shared information of two feature groups"),
            h("dd", {}, "Adjusted mutual information of their codes (Vinh, Epps & Bailey, 2010): 0 where independent, 1 where each gives the other away."),
            h("dt", {}, "Collision"),
            h("dd", {}, "An item whose code, the largest value of every feature group, is also that of an item of another label."),
          ]
        : []),
    ),
  );
}
