import { h } from "./dom";
import { count, some } from "./format";
import { featureGroups } from "./featureGroups";
import { topLine } from "./frame";
import { card } from "./keyFigures";
import { matchSections } from "./match";
import { nearest } from "./nearest";
import { retrieval } from "./retrieval";
import { similarityFigures } from "./similarityFigures";
import type { SimilarityReport, Split } from "./similarityData";
import { similarityTraining } from "./similarityTraining";

/** The report on a head for similarity: did it gain over the raw embeddings, where, and what its feature groups are worth. */
export function similarityPage(report: SimilarityReport): (HTMLElement | null)[] {
  const first = report.splits[0];
  const others = report.splits.slice(1).map((split) => split.name);
  const header = h(
    "header",
    {},
    topLine(),
    h("h1", {}, report.title),
    h("p", { class: "subtitle" }, report.model),
    h("p", { class: "subtitle" }, [report.subtitle, first && `${first.name}: ${size(first)}`, others.length > 0 && `also ${others.join(", ")}`].filter(Boolean).join(" · ")),
    h("div", { class: "headline" }, ...report.sentences.map((sentence) => h("p", {}, sentence))),
    report.decision && h("p", { class: "decision-line" }, report.decision),
  );
  return [header, first ? keys(first) : null, retrieval(report), similarityTraining(report), featureGroups(report), nearest(report), ...matchSections(report), similarityFigures(report), asides(report)];
}

const size = ({ queries, references, groups }: Split): string =>
  [`${count(queries)} ${queries === 1 ? "query" : "queries"}`, references > 0 && some(references, "reference"), groups !== undefined && some(groups, "group")].filter(Boolean).join(", ");

function keys({ name, head, raw }: Split): HTMLElement | null {
  const [before, after] = [head ? (raw ?? {}) : {}, head ?? raw ?? {}];
  const shown = ["r_precision", "precision_at_1", "map_at_r"].filter((key) => key in after);
  if (shown.length === 0) return null;
  const label = `On ${name}${head && raw ? ": the raw embeddings → the head" : head ? ", the head" : ", the raw embeddings"}`;
  return h("div", {}, h("p", { class: "key-note" }, label), h("div", { class: "key-figures" }, ...shown.map((key) => card(key, before[key], after[key], { figuresBefore: before, figuresAfter: after }))));
}

function asides({ notes, leftOut, splits }: SimilarityReport): HTMLElement | null {
  const lone = splits.filter((split) => split.loneQueries > 0).map((split) => `${split.name}: ${count(split.loneQueries)} of ${some(split.queries + split.loneQueries, "item")} had nothing to find and were no queries.`);
  const lines = [...notes, ...lone];
  if (lines.length + leftOut.length === 0) return null;
  return h(
    "section",
    { id: "asides", "aria-labelledby": "asides-title" },
    h("div", { class: "words" }, h("h2", { id: "asides-title" }, "To bear in mind")),
    h(
      "div",
      { class: "evidence" },
      lines.length > 0 && h("ul", { class: "notes" }, ...lines.map((line) => h("li", {}, line))),
      leftOut.length > 0 && h("h3", {}, "Not on this page"),
      leftOut.length > 0 && h("ul", { class: "notes" }, ...leftOut.map((line) => h("li", {}, line))),
    ),
  );
}

