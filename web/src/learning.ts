import { colour } from "./charts";
import { at, curveFigure, exact, half, isSteep, nonEmpty, rateWords, type Chart } from "./curves";
import type { Real, Report, Training } from "./data";
import { h, numbers, section } from "./dom";
import { count, percent, some } from "./format";
import { defined } from "./terms";

/** How the model was trained: did it go on learning the task, or only its training rows? */
export function learning({ training }: Report): HTMLElement | null {
  if (!training) return null;
  const { validationRows, epochs } = training;
  const nll = training.validationNll;
  const losses = nonEmpty([
    { name: "training loss", class: "in-before", paint: colour.before, column: training.trainingLoss },
    { name: "validation NLL", class: "in-accent", paint: colour.accent, column: nll },
  ]);
  const answers = nonEmpty([
    { name: "training rows right", short: "training", class: "in-before", paint: colour.before, column: training.trainingAccuracy },
    { name: "validation rows right", short: "validation", class: "in-accent", paint: colour.accent, column: training.validationAccuracy },
    { name: "validation confidence", short: "its confidence", class: "in-wrong", paint: colour.wrong, dash: "5,3", column: training.validationConfidence },
  ]);
  const errors = nonEmpty([{ name: "validation ECE", short: "validation", class: "in-accent", paint: colour.accent, column: training.validationEce }]);
  const log = isSteep(losses);
  const charts: Chart[] = [
    {
      title: log ? "Loss, on a logarithmic axis" : "Loss",
      axis: "loss",
      curves: losses,
      words: exact,
      height: (width) => Math.max(240, Math.min(340, width * 0.48)),
      domain: (low, high) => (log ? [low * 0.9, high * 1.1] : [Math.min(0, low), high + (high - Math.min(0, low)) * 0.05]),
      log,
    },
    { title: "Right answers", axis: "share of rows", curves: answers, words: (p) => percent(p, 2), height: half, domain: (low, high) => [Math.max(0, low - 0.02), Math.min(1, high + 0.02)], share: true },
    { title: "Calibration error", axis: "ECE", curves: errors, words: exact, height: half, domain: (_, high) => [0, Math.max(high * 1.1, 0.01)] },
  ];
  const [loss, ...others] = charts.filter((chart) => chart.curves.some((curve) => curve.column.some((value) => Number.isFinite(at(value))))).map((chart) => curveFigure(chart, training));

  return section(
    {
      id: "learning",
      title: "Learning curves",
      lede: [
        "How the model was trained: after each pass over the training rows, its ",
        defined(
          "training loss",
          "Mean over the training rows of what training made small, as it was while learning. It may hold label smoothing, penalties and dropout, which NLL does not: compare where the two lines go, not how high they are.",
        ),
        nll && " and the ",
        nll && defined("NLL", "Negative log-likelihood: mean negative natural logarithm of the probability that the model gives the label, over validation rows. A confident mistake costs much."),
        nll && " of validation rows, which it did not learn from",
        ". ",
        nll && "Where the first falls and the second rises, the model learns its rows by heart. ",
        training.validationEce && defined("Calibration error", "Top-label expected calibration error (ECE) on the validation rows: mean distance between stated confidence and share of right answers over bins of confidence."),
        training.validationEce && " tells whether its confidence went with it. ",
        training.keptEpoch !== undefined && validationRows > 0 && "Rows that choose the epoch flatter it a little.",
      ],
    },
    h("p", { class: "model" }, training.model),
    h("p", { class: "facts" }, facts(training)),
    ...training.findings.map((finding) => h("p", { class: "finding" }, finding)),
    loss,
    others.length > 0 && h("div", { class: "pair" }, ...others),
    epochs.length < training.epochsRun && h("p", { class: "quiet" }, `${count(epochs.length)} of ${some(training.epochsRun, "epoch")} are drawn: of each stretch those with the lowest and the highest losses.`),
    table(training),
  );
}

function facts({ trainingRows, validationRows, epochsRun, epochs, keptEpoch, stopped }: Training): string {
  const rows = `Learned from ${some(trainingRows, "row")}, ${validationRows > 0 ? `watched on ${some(validationRows, "validation row")}` : "with no validation rows"}.`;
  const ran = `${some(epochsRun, "epoch")} ${epochsRun === 1 ? "was" : "were"} run`;
  const kept = keptEpoch === undefined ? "" : epochsRun === 1 ? " and kept" : keptEpoch === epochs.at(-1) ? "; the last was kept" : `; epoch ${count(keptEpoch)} was kept`;
  return `${rows} ${ran}${kept}.${stopped ? ` Training stopped: ${stopped.replace(/[.\s]+$/, "")}.` : ""}`;
}

function table(training: Training): HTMLElement {
  const share = (value: number): string => (Number.isNaN(value) ? "not a number" : percent(value, 2));
  const columns: [string, (Real | null)[] | undefined, (value: number) => string][] = [
    ["training loss", training.trainingLoss, exact],
    ["validation NLL", training.validationNll, exact],
    ["training rows right", training.trainingAccuracy, share],
    ["validation rows right", training.validationAccuracy, share],
    ["validation confidence", training.validationConfidence, share],
    ["validation ECE", training.validationEce, exact],
    ["learning rate", training.learningRate, rateWords],
  ];
  const there = columns.filter(([, column]) => column);
  return numbers(
    "The numbers behind these charts",
    ["epoch", ...there.map(([name]) => name)],
    training.epochs.map((epoch, i) => [
      `${count(epoch)}${epoch === training.keptEpoch ? ", kept" : ""}`,
      ...there.map(([, column, words]) => (column![i] === null ? "–" : words(at(column![i])))),
    ]),
  );
}
