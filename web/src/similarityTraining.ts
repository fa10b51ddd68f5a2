import { colour } from "./charts";
import { at, curveFigure, exact, half, isSteep, nonEmpty, rateWords, type Chart } from "./curves";
import { h, numbers, section } from "./dom";
import { count, percent, real, some } from "./format";
import { shortName } from "./retrievalTerms";
import type { SimilarityReport, SimilarityTraining } from "./similarityData";
import { defined, term } from "./terms";

const shareDomain = (low: number, high: number): [number, number] => [Math.max(0, low - 0.02), Math.min(1, high + 0.02)];

/** Over the epochs: does the loss that falls bring retrieval with it, and do the feature groups decide? */
export function similarityTraining({ training }: SimilarityReport): HTMLElement | null {
  if (!training) return null;
  const { epochs, information, maxProbability } = training;
  const losses = nonEmpty([{ name: "training loss", class: "in-before", paint: colour.before, column: training.trainingLoss }]);
  const log = isSteep(losses);
  const tall = (width: number): number => Math.max(220, Math.min(300, width * 0.42));
  const metricChart = (i: number, height: Chart["height"]): Chart => ({
    title: term(training.metrics[i]!).name,
    axis: "validation items",
    curves: nonEmpty([
      { name: `${shortName(training.metrics[i]!)} of the head`, short: "the head", class: "in-accent", paint: colour.accent, column: training.values[i] },
      { name: "of the raw embeddings", short: "the raw embeddings", class: "in-before", paint: colour.before, dash: "5,3", flat: true, column: i < training.raw.length ? epochs.map(() => training.raw[i]!) : undefined },
    ]),
    words: (p) => percent(p, 2),
    height,
    domain: shareDomain,
    share: true,
  });
  const lossChart: Chart = {
    title: log ? "Loss, on a logarithmic axis" : "Loss",
    axis: "loss",
    curves: losses,
    words: exact,
    height: half,
    domain: (low, high) => (log ? [low * 0.9, high * 1.1] : [Math.min(0, low), high + (high - Math.min(0, low)) * 0.05 || 1]),
    log,
  };
  const groupChart: Chart = {
    title: "Feature groups",
    axis: "share",
    curves: nonEmpty([
      { name: "information, share of its ceiling", short: "information, share of its ceiling", class: "in-right", paint: colour.right, column: information },
      { name: "mean largest share", class: "in-unknown", paint: colour.unknown, column: maxProbability },
    ]),
    words: (p) => percent(p, 2),
    height: half,
    domain: () => [0, 1],
    share: true,
  };
  const has = (chart: Chart): boolean => chart.curves.some((curve) => !curve.flat && curve.column.some((value) => Number.isFinite(at(value))));
  const main = training.metrics.length > 0 && has(metricChart(0, tall)) ? curveFigure(metricChart(0, tall), training) : null;
  const pair = [lossChart, groupChart, ...training.metrics.slice(1, 5).map((_, i) => metricChart(i + 1, half))].filter(has).map((chart) => curveFigure(chart, training));

  return section(
    {
      id: "training",
      title: "Training",
      lede: [
        "After each pass over the training items: how well ",
        defined("validation items", "Items that the head did not learn from, each looked up among the others. The first metric chose the epoch, which flatters that metric a little."),
        " find each other, beside the raw embeddings, which no training moves",
        ". ",
        defined("Loss", "Mean over the steps of an epoch of what training made small, penalties with it. It depends on which items met in a batch: compare where it goes, not how high it is."),
        " tells whether the head still learns; only retrieval tells whether that is worth anything.",
        information && " ",
        information && defined("Information", "Mutual information of the feature groups with training items, as a share of its ceiling ln K, mean over groups: H(mean of p) − mean of H(p), over ln K. It is 100 % where every item makes a sure choice and all values are used alike."),
        information && " near its ceiling means that the groups decide surely and use all their values; the ",
        information && defined("mean largest share", "Mean over items and feature groups of the largest of the K shares: 100 % where each choice is sure, 1/K where none is made."),
        information && " says only how surely.",
      ],
    },
    h("p", { class: "facts" }, facts(training)),
    ...training.findings.map((finding) => h("p", { class: "finding" }, finding)),
    main,
    pair.length > 0 && h("div", { class: "pair" }, ...pair),
    epochs.length < training.epochsRun && h("p", { class: "quiet" }, `${count(epochs.length)} of ${some(training.epochsRun, "epoch")} are drawn: of each stretch those with the lowest and the highest values.`),
    table(training),
  );
}

function facts({ trainingRows, trainingGroups, validationRows, epochsRun, epochs, keptEpoch, stopped }: SimilarityTraining): string {
  const rows = `Learned from ${some(trainingRows, "item")}${trainingGroups === undefined ? "" : ` of ${some(trainingGroups, "group")}`}, ${validationRows > 0 ? `watched on ${some(validationRows, "validation item")}` : "with no validation items"}.`;
  const kept = keptEpoch === undefined ? "" : epochsRun === 1 ? " and kept" : keptEpoch === epochs.at(-1) ? "; the last was kept" : `; epoch ${count(keptEpoch)} was kept`;
  return `${rows} ${some(epochsRun, "epoch")} ${epochsRun === 1 ? "was" : "were"} run${kept}.${stopped ? ` Training stopped: ${stopped.replace(/[.\s]+$/, "")}.` : ""}`;
}

function table(training: SimilarityTraining): HTMLElement {
  const share = (value: number): string => (Number.isNaN(value) ? "not a number" : percent(value, 2));
  const columns = [
    { name: "training loss", column: training.trainingLoss, words: exact },
    ...training.metrics.map((key, i) => ({ name: shortName(key), column: training.values[i], words: share })),
    { name: "information", column: training.information, words: share },
    { name: "mean largest share", column: training.maxProbability, words: share },
    { name: "learning rate", column: training.learningRate, words: rateWords },
  ].filter((one) => one.column);
  const raw = training.raw.length > 0 ? [["raw embeddings", ...columns.map(({ name }) => {
    const metric = training.metrics.findIndex((key) => shortName(key) === name);
    return metric < 0 ? "–" : share(real(training.raw[metric]));
  })]] : [];
  return numbers(
    "The numbers behind these charts",
    ["epoch", ...columns.map(({ name }) => name)],
    [...raw, ...training.epochs.map((epoch, i) => [`${count(epoch)}${epoch === training.keptEpoch ? ", kept" : ""}`, ...columns.map(({ column, words }) => (column![i] === null ? "–" : words(at(column![i]))))])],
  );
}
