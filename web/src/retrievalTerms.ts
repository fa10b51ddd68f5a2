import type { Term } from "./terms";

const named: Record<string, string> = {
  r_precision: "R-precision",
  r_precision_macro: "R-precision, every group counting the same",
  precision_at_1: "Precision at 1 (P@1)",
  map_at_r: "MAP@R",
  map: "Mean average precision (MAP)",
  mrr: "Mean reciprocal rank (MRR)",
  ndcg: "nDCG",
  pair_auroc: "Pairs told apart (AUROC)",
  pair_eer: "Equal error rate of pairs",
  nmi: "Clusters against groups (NMI)",
  ami: "Clusters against groups (AMI)",
  r_auroc: "Confidence in the nearest item (R-AUROC)",
};

const counted: [RegExp, (k: string) => string][] = [
  [/^precision_at_(\d+)$/, (k) => `Precision at ${k}`],
  [/^hit_rate_at_(\d+)$/, (k) => `Hit rate at ${k}`],
  [/^recall_at_(\d+)$/, (k) => `Recall at ${k}`],
  [/^ndcg_at_(\d+)$/, (k) => `nDCG at ${k}`],
  [/^tar_at_far_(.+)$/, (rate) => `True accepts at ${Number(rate) * 100}\u202f% false ones`],
];

/** A figure of retrieval: all of them are shares, all but the error rate better when higher. */
export function retrievalTerm(key: string): Term | undefined {
  const better = key === "pair_eer" ? "lower" : "higher";
  if (Object.hasOwn(named, key)) return { name: named[key]!, style: "percent", better };
  for (const [pattern, name] of counted) {
    const found = pattern.exec(key);
    if (found) return { name: name(found[1]!), style: "percent", better };
  }
  return undefined;
}

const short: Record<string, string> = { precision_at_1: "P@1", map: "MAP", map_at_r: "MAP@R", mrr: "MRR", pair_auroc: "pair AUROC" };

/** As short as people say it, for axes. */
export function shortName(key: string): string {
  if (Object.hasOwn(short, key)) return short[key]!;
  const found = /^(precision|hit_rate|recall|ndcg)_at_(\d+)$/.exec(key);
  return found ? `${{ precision: "P", hit_rate: "hit rate", recall: "recall", ndcg: "nDCG" }[found[1] as "precision"]}@${found[2]}` : (retrievalTerm(key)?.name ?? key.replaceAll("_", " "));
}
