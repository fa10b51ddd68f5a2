import type { Match } from "./matchData";
import type { Term } from "./terms";

const named: Record<string, Term> = {
  right: { name: "Right matches (P@1)", style: "percent", better: "higher" },
  mean_confidence: { name: "Mean confidence", style: "percent", better: "neither" },
  confidence_gap: { name: "Claimed less right", style: "percent", better: "neither" },
  auroc_confidence: { name: "Right above wrong, by confidence (AUROC)", style: "decimal", better: "higher" },
  auroc_similarity: { name: "Right above wrong, by similarity (AUROC)", style: "decimal", better: "higher" },
  auroc_gain: { name: "What confidence gains over similarity", style: "decimal", better: "higher" },
  coverage: { name: "Matches accepted", style: "percent", better: "higher" },
  precision_accepted: { name: "Accepted matches that are right", style: "percent", better: "higher" },
  told_nothing_alike: { name: "Told “nothing like this”", style: "percent", better: "neither" },
  false_alarm: { name: "Told so though something is right", style: "percent", better: "lower" },
  foreign_auroc_confidence: { name: "Known above foreign, by confidence (AUROC)", style: "decimal", better: "higher" },
  foreign_auroc_alike: { name: "Known above foreign, by how alike (AUROC)", style: "decimal", better: "higher" },
  foreign_rejected: { name: "Foreign, told “nothing like this”", style: "percent", better: "higher" },
  foreign_accepted: { name: "Foreign, accepted in error", style: "percent", better: "lower" },
};

/** A figure of a match confidence. */
export const matchTerm = (key: string): Term | undefined => (Object.hasOwn(named, key) ? named[key] : undefined);

/** Every figure of the sections on match confidence with what it means. */
export function matchMeanings(match: Match | undefined): [string, string][] {
  const all = Object.assign({}, ...(match?.splits ?? []).toReversed().map((split) => split.figures)) as Match["splits"][number]["figures"];
  return Object.entries(all).map(([key, figure]) => [key, figure.definition]);
}
