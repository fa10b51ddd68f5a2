import { calibrators } from "./calibrators";
import type { Report } from "./data";
import { h } from "./dom";
import { decisions } from "./decisions";
import { explorer } from "./explorer";
import { figureTable } from "./figureTable";
import { count, some } from "./format";
import { topLine } from "./frame";
import { histograms, unknownScores } from "./histograms";
import { keyFigures } from "./keyFigures";
import { learning } from "./learning";
import { confusions, mistakes, strangers } from "./mistakes";
import { reliability } from "./reliability";
import { riskCoverage } from "./riskCoverage";

/** The report on a classifier's confidence, from the answer to every figure. */
export function confidencePage(report: Report): (HTMLElement | null)[] {
  const header = h(
    "header",
    {},
    topLine(),
    h("h1", {}, report.title),
    h("p", { class: "subtitle" }, [report.subtitle, some(report.rows, "labelled row"), `${count(report.classes)} ${report.classes === 1 ? "class" : "classes"}`].filter(Boolean).join(" · ")),
    h("div", { class: "headline" }, ...report.headline.sentences.map((sentence) => h("p", {}, sentence))),
    report.headline.decision && h("p", { class: "decision-line" }, report.headline.decision),
  );
  return [header, keyFigures(report), reliability(report), calibrators(report), riskCoverage(report), explorer(report), decisions(report), histograms(report), unknownScores(report), mistakes(report), strangers(report), confusions(report), learning(report), figureTable(report)];
}
