import type { Figures } from "./data";
import { h } from "./dom";
import type { Style } from "./format";
import { matchTerm } from "./matchTerms";
import { retrievalTerm } from "./retrievalTerms";

export interface Term {
  name: string;
  style: Style;
  better: "higher" | "lower" | "neither";
  /** Where nothing computed the figure, so no definition came with it. */
  words?: string;
}

const terms: Record<string, Term> = {
  accuracy: { name: "Accuracy", style: "percent", better: "higher" },
  nll: { name: "Log loss (NLL)", style: "decimal", better: "lower" },
  brier: { name: "Brier score", style: "decimal", better: "lower" },
  ece: { name: "Calibration error (ECE)", style: "decimal", better: "lower" },
  mce: { name: "Largest gap in a bin (MCE)", style: "decimal", better: "lower" },
  rmsce: { name: "Root mean square gap (RMSCE)", style: "decimal", better: "lower" },
  ece_equal_mass: { name: "Calibration error, equal-mass bins", style: "decimal", better: "lower" },
  rmsce_debiased: { name: "Root mean square gap, debiased", style: "decimal", better: "lower" },
  ece_classwise: { name: "Calibration error, mean over classes", style: "decimal", better: "lower" },
  smooth_ece: { name: "Calibration error without bins (smECE)", style: "decimal", better: "lower" },
  overconfidence: { name: "Part of ECE that is too sure", style: "decimal", better: "lower" },
  underconfidence: { name: "Part of ECE that is not sure enough", style: "decimal", better: "lower" },
  ks: { name: "Kolmogorov–Smirnov statistic", style: "decimal", better: "lower" },
  kuiper: { name: "Kuiper statistic", style: "decimal", better: "lower" },
  spiegelhalter_z: { name: "Spiegelhalter's z", style: "decimal", better: "neither" },
  brier_reliability: { name: "Brier's reliability part", style: "decimal", better: "lower" },
  brier_resolution: { name: "Brier's resolution part", style: "decimal", better: "higher" },
  brier_uncertainty: { name: "Brier's uncertainty part", style: "decimal", better: "neither" },
  nll_calibration: { name: "Log loss that a temperature removes", style: "decimal", better: "lower" },
  nll_refinement: { name: "Log loss that is left", style: "decimal", better: "lower" },
  brier_calibration: { name: "Brier score that a temperature removes", style: "decimal", better: "lower" },
  brier_refinement: { name: "Brier score that is left", style: "decimal", better: "lower" },
  auroc: { name: "Right above wrong (AUROC)", style: "percent", better: "higher" },
  aurc: { name: "Area under risk–coverage (AURC)", style: "decimal", better: "lower" },
  eaurc: { name: "AURC above the best possible (E-AURC)", style: "decimal", better: "lower" },
  augrc: { name: "Generalised risk (AUGRC)", style: "decimal", better: "lower" },
  risk_at_coverage_80: { name: "Mistakes among the surest 80 %", style: "percent", better: "lower" },
  coverage_at_risk_5: { name: "Rows answerable at 5 % mistakes", style: "percent", better: "higher" },
  sac_99: { name: "Rows answerable at 1 % mistakes", style: "percent", better: "higher" },
  aurc_class_balanced: { name: "AURC, every class counting the same", style: "decimal", better: "lower" },
  prr: { name: "Prediction rejection ratio", style: "decimal", better: "higher" },
};

const scores: Record<string, string> = {
  confidence: "Confidence",
  confidence_before: "Confidence before calibration",
  max_probability: "Max probability",
  margin_probability: "Probability margin",
  margin_logit: "Logit margin",
  entropy: "Entropy",
  log_sum_exp: "Energy",
  max_logit: "Max logit",
  gini: "Gini",
  doctor_alpha: "Doctor α",
  doctor_beta: "Doctor β",
  gen: "Generalised entropy",
};

export const scoreName = (token: string): string => scores[token] ?? token;

const ood: [string, string, Style, Term["better"]][] = [
  ["ood_auroc_", "Known above unknown (AUROC)", "percent", "higher"],
  ["ood_fpr95_", "Unknowns let in at 95 % of the known (FPR95)", "percent", "lower"],
  ["ood_aupr_in_", "Known positive (AUPR)", "percent", "higher"],
  ["ood_aupr_out_", "Unknown positive (AUPR)", "percent", "higher"],
  ["ood_autc_", "Errors over all thresholds (AUTC)", "decimal", "lower"],
  ["ood_oscr_", "Right and let in against unknowns let in (OSCR)", "percent", "higher"],
];

export function term(key: string): Term {
  const known = terms[key];
  if (known) return known;
  for (const [prefix, name, style, better] of ood) {
    if (key.startsWith(prefix)) return { name: name.replace(")", `, ${scoreName(key.slice(prefix.length)).toLowerCase()})`), style, better };
  }
  return matchTerm(key) ?? retrievalTerm(key) ?? { name: key.replaceAll("_", " "), style: "decimal", better: "neither" };
}

let made = 0;

/** A word that explains itself: press it, with mouse or keyboard, and its definition opens beside it. */
export function defined(text: string, ...definition: string[]): HTMLElement {
  const id = `definition-${++made}`;
  // Not a <button>: those are boxes that text cannot flow through, and a comma after one may start a line.
  const button = h("span", { class: "term", role: "button", tabindex: 0, "aria-expanded": "false", "aria-controls": id }, text);
  const note = h("div", { id, popover: "auto", class: "definition", role: "note" }, h("strong", {}, text), ...definition.map((line) => h("p", {}, line)));
  let wasOpen = false; // pressing outside closes a popover before the click arrives
  button.addEventListener("pointerdown", () => (wasOpen = note.matches(":popover-open")));
  button.addEventListener("click", () => {
    if (!wasOpen) note.showPopover();
    wasOpen = false;
  });
  button.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    note.togglePopover();
  });
  note.addEventListener("beforetoggle", (event) => {
    const opens = (event as ToggleEvent).newState === "open";
    button.setAttribute("aria-expanded", String(opens));
    if (!opens) return;
    const at = button.getBoundingClientRect();
    const width = Math.min(360, document.documentElement.clientWidth - 32);
    note.style.width = `${width}px`;
    note.style.left = `${Math.max(16, Math.min(at.left, document.documentElement.clientWidth - width - 16))}px`;
    const below = at.bottom + 220 < window.innerHeight || at.top < 240;
    note.style.top = below ? `${at.bottom + 8}px` : "auto";
    note.style.bottom = below ? "auto" : `${window.innerHeight - at.top + 8}px`;
  });
  return h("span", { class: "defined" }, button, note);
}

/** The name of a figure, with the definition that came with it. */
export function definedFigure(key: string, figures: Figures, name = term(key).name): HTMLElement {
  const figure = figures[key];
  const better = term(key).better;
  if (!figure) return h("span", {}, name);
  return defined(
    name,
    figure.definition,
    [better === "neither" ? "" : `${better === "lower" ? "Lower" : "Higher"} is better.`, `From ${figure.rows.toLocaleString("en-US")} rows.`, figure.reason ?? ""].filter(Boolean).join(" "),
    `Name in files: ${key}`,
  );
}
