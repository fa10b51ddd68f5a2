import "./style.css";
import type { Report } from "./data";
import { h } from "./dom";
import { explorer } from "./explorer";
import { figureTable } from "./figureTable";
import { count, some } from "./format";
import { histograms, unknownScores } from "./histograms";
import { keyFigures } from "./keyFigures";
import { learning } from "./learning";
import { confusions, mistakes, strangers } from "./mistakes";
import { reliability } from "./reliability";
import { riskCoverage } from "./riskCoverage";
import { themeButton } from "./theme";

const report = JSON.parse(document.getElementById("report")!.textContent!) as Report;
const page = document.getElementById("page")!;

const header = h(
  "header",
  {},
  h("div", { class: "top" }, h("span", { class: "mark" }, "Probity"), themeButton()),
  h("h1", {}, report.title),
  h("p", { class: "subtitle" }, [report.subtitle, some(report.rows, "labelled row"), `${count(report.classes)} ${report.classes === 1 ? "class" : "classes"}`].filter(Boolean).join(" · ")),
  h("div", { class: "headline" }, ...report.headline.sentences.map((sentence) => h("p", {}, sentence))),
  report.headline.decision && h("p", { class: "decision-line" }, report.headline.decision),
);

const { files, seed, command } = report.provenance;
const footer = h(
  "footer",
  {},
  h("p", {}, `Made by Probity ${report.version}${command ? ` with ` : ""}`, command ? h("code", {}, command) : null, seed === undefined ? "." : `, seed ${seed}.`),
  files.length > 0 ? h("p", {}, "From ", files.join(", "), ".") : null,
  h("p", {}, "This file holds all its data and fetches nothing. Charts by Observable Plot and D3."),
);

const parts = [header, keyFigures(report), reliability(report), riskCoverage(report), explorer(report), histograms(report), unknownScores(report), mistakes(report), strangers(report), confusions(report), learning(report), figureTable(report), footer];
// On paper nothing can be unfolded later: the definitions are.
window.addEventListener("beforeprint", () => document.querySelectorAll<HTMLDetailsElement>("#figures details").forEach((part) => (part.open = true)));

page.append(...parts.filter((part) => part !== null));
