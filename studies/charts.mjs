// Renders the charts of a study from its figures: node charts.mjs losses|own-confidence|similarity [docs folder]
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as Plot from "@observablehq/plot";
import { JSDOM } from "jsdom";

const { document, XMLSerializer } = new JSDOM("").window;
const svgNamespace = "http://www.w3.org/2000/svg";
const font = "system-ui, 'DejaVu Sans', sans-serif";
const ink = "#1f2328", faint = "#57606a", blue = "#1b5fae", orange = "#c2570c", green = "#2b7a4b", purple = "#7d4ea8", pink = "#b3336f", grey = "#6b7280";

const [study, docs = join(dirname(fileURLToPath(import.meta.url)), "..", "docs")] = process.argv.slice(2);
const charts = { losses, "own-confidence": ownConfidence, similarity };
if (!charts[study]) throw new Error(`which study? ${Object.keys(charts).join(" or ")}`);
const data = JSON.parse(readFileSync(join(docs, "studies", `${study}.json`), "utf8"));
const seeds = data.seeds === 1 ? "one seed" : `mean of ${data.seeds} seeds with 95 % interval`;
mkdirSync(join(docs, "images"), { recursive: true });
charts[study]();

function losses() {
  const size = data.rows.training.at(-1);
  const rowsNote = `${size.toLocaleString("en")} training images`;
  const names = new Map(data.methods.map((method) => [method.key, method.name]));
  const order = data.methods.map((method) => method.name);
  const figuresOf = (training, rows) =>
    data.figures.filter((row) => row.training === training && row.size === rows).map((row) => ({ name: names.get(row.method), figures: row.figures }));

  save("losses-wrong-at-99", {
    title: "Mistakes stated at 0.99: early stopping removes most of them",
    subtitle: `Share of the wrong test rows, Fashion-MNIST, ${rowsNote}; ${seeds}`,
    legend: [[`trained for ${data.epochs} epochs`, orange], ["stopped at the lowest validation NLL", blue]],
    plots: [dots({
      width: 720, order, label: "wrong rows said at ≥ .99, %", scale: 100, from: 0,
      series: [[figuresOf("full", size), "wrong_at_99", orange], [figuresOf("stopped", size), "wrong_at_99", blue]],
    })],
  });

  save("losses-threshold", {
    title: "The same precision, very different thresholds, until calibrated",
    subtitle: `For 95 % right, ${data.epochs} epochs, ${rowsNote}; ${seeds}`,
    legend: [["as trained", orange], ["after temperature", green]],
    plots: [dots({
      width: 720, order, label: "threshold on max probability", scale: 1, most: 1,
      series: [[figuresOf("full", size), "threshold", orange], [figuresOf("full", size), "threshold_calibrated", green]],
    })],
  });

  save("losses-size", {
    title: "One temperature repairs most calibration errors, at every training size",
    subtitle: `ECE of the top label on test rows, ${data.epochs} epochs; ${seeds}`,
    legend: [["as trained", orange], ["after temperature", green]],
    plots: data.rows.training.map((rows, i) => dots({
      width: i === 0 ? 400 : 270, order, names: i === 0, label: `ECE, %, ${rows.toLocaleString("en")} training images`, scale: 100, from: 0,
      domain: reach(data.figures.filter((row) => row.training === "full"), ["ece", "ece_calibrated"], 100),
      series: [[figuresOf("full", rows), "ece", orange], [figuresOf("full", rows), "ece_calibrated", green]],
    })),
  });

  const colours = [purple, green, orange];
  const line = (name, label, scale) => {
    const marks = data.rows.training.flatMap((rows, i) => {
      const points = data.durations.filter((row) => row.size === rows).map((row) => ({ epochs: row.epochs, ...bounds(row.figures[name], scale) }));
      return [
        Plot.areaY(points, { x: "epochs", y1: "low", y2: "high", fill: colours[i], fillOpacity: 0.15 }),
        Plot.lineY(points, { x: "epochs", y: "mean", stroke: colours[i], strokeWidth: 2 }),
        Plot.dot(points, { x: "epochs", y: "mean", fill: colours[i], r: 2.5 }),
      ];
    });
    return Plot.plot({
      document, width: 315, height: 290, marginLeft: 46, marginBottom: 40, marginTop: 26, marginRight: 14, style: plotStyle(),
      x: { type: "log", label: "epochs", labelAnchor: "center", labelArrow: "none", ticks: [1, 2, 5, 10, 20, 50, 100], tickFormat: (epochs) => `${epochs}` },
      y: { label, labelArrow: "none", grid: true, nice: true },
      marks,
    });
  };
  save("losses-duration", {
    title: "Beyond 20 epochs accuracy hardly moves; mistakes grow far more confident",
    subtitle: `Plain cross-entropy on test rows, by epochs trained; ${seeds}`,
    legend: data.rows.training.map((rows, i) => [`${rows.toLocaleString("en")} training images`, colours[i]]),
    plots: [line("accuracy", "accuracy, %", 100), line("nll", "NLL, nats", 1), line("confidence_when_wrong", "mean confidence when wrong, %", 100)],
  });
}

function ownConfidence() {
  const order = data.methods.map((method) => `${method.network}: ${method.name}`);
  const rows = data.methods.map((method) => ({ name: `${method.network}: ${method.name}`, figures: method.figures, own: isOwn(method) }));
  const own = rows.filter((row) => row.own), others = rows.filter((row) => !row.own);
  const pair = (kind, title, subtitle) => save(`own-confidence-${kind}s`, {
    title, subtitle: `${subtitle}; ${seeds}`,
    legend: [["learned for the purpose", orange], ["read off the logits, or from disagreement", blue]],
    plots: [["auroc", "AUROC × 100 (higher is better)"], ["fpr95", "false positives at 95 %, % (lower is better)"]].map(([figure, label], i) => dots({
      width: i === 0 ? 610 : 300, order, names: i === 0, namesWidth: 340, label, scale: 100,
      series: [[own, `${kind}_${figure}`, orange], [others, `${kind}_${figure}`, blue]], most: 100, apart: 0,
    })),
  });
  pair("error", "Finding mistakes: no confidence learned for it beats max probability", "Right against wrong answers, Fashion-MNIST test images, each network's own mistakes");
  pair("unknown", "Unknowns: mutual information finds most, learned confidence after 60 epochs least", "Known (Fashion-MNIST test images) against unknown (MNIST digits, never seen in training)");

  const shown = [
    ["max-probability", "max probability", ink], ["learned-confidence", "learned confidence", orange], ["reservation", "reservation", pink],
    ["confidnet", "ConfidNet", green], ["dropout-entropy", "dropout, entropy", purple], ["ensemble-max-probability", "ensemble, max probability", blue],
  ];
  const points = (key) => data.curves.find((curve) => curve.method === key).points.map((point) => ({ coverage: 100 * point.coverage, ...bounds(point.risk, 100) }))
    .map((point) => ({ ...point, low: Math.max(0, point.low) }));
  save("own-confidence-curves", {
    title: "The surest rows first: an ensemble errs least, learned heads most",
    subtitle: `Risk against coverage, Fashion-MNIST test images; ${seeds}`,
    legend: shown.map(([, name, colour]) => [name, colour]),
    plots: [Plot.plot({
      document, width: 760, height: 420, marginLeft: 50, marginBottom: 42, marginTop: 26, style: plotStyle(),
      x: { label: "rows answered, %", labelAnchor: "center", labelArrow: "none", domain: [0, 100] },
      y: { label: "wrong among them, %", labelArrow: "none", grid: true, nice: true, zero: true },
      marks: shown.flatMap(([key, , colour]) => [
        Plot.areaY(points(key), { x: "coverage", y1: "low", y2: "high", fill: colour, fillOpacity: 0.12 }),
        Plot.lineY(points(key), { x: "coverage", y: "mean", stroke: colour, strokeWidth: 1.8 }),
      ]),
    })],
  });
}

function similarity() {
  const names = new Map(data.methods.map((method) => [method.key, method.name])), order = data.methods.map((method) => method.name);
  const rows = (set) => data.figures.filter((row) => row.set === set).map((row) => ({ name: names.get(row.method), figures: row.figures }));
  const domain = reach(data.figures, ["seen_r_precision", "unseen_r_precision"], 100);
  save("similarity-heads", {
    title: "Seen classes: every head gains, feature groups most; unseen ones of images: none does",
    subtitle: `R-precision of test rows among themselves; ${seeds}`,
    legend: [["classes seen in training", blue], ["unseen classes", orange]],
    plots: data.sets.map((set, i) => dots({
      width: i === 0 ? 460 : 270, order, names: i === 0, namesWidth: 200, label: `R-precision, %: ${set.short}`, scale: 100, from: 0, most: 100, domain,
      series: [[rows(set.key), "seen_r_precision", blue], [rows(set.key), "unseen_r_precision", orange]],
    })),
  });

  const colours = [grey, orange, purple, blue, green];
  const line = (name, label) => {
    const marks = data.groups.settings.flatMap((setting, i) => {
      const points = setting.epochs.map((row) => ({ epochs: row.epoch, ...bounds(row.figures[name], 100) }));
      return [
        Plot.areaY(points, { x: "epochs", y1: "low", y2: "high", fill: colours[i], fillOpacity: 0.15 }),
        Plot.lineY(points, { x: "epochs", y: "mean", stroke: colours[i], strokeWidth: 2 }),
      ];
    });
    return Plot.plot({
      document, width: 420, height: 320, marginLeft: 46, marginBottom: 40, marginTop: 26, marginRight: 14, style: plotStyle(),
      x: { label: "epochs", labelAnchor: "center", labelArrow: "none" },
      y: { label, labelArrow: "none", grid: true, nice: true, zero: true },
      marks,
    });
  };
  save("similarity-groups", {
    title: "The recipe makes groups choose, at the same R-precision; triplet-hard never does",
    subtitle: `${data.groups.feature_groups} feature groups of ${data.groups.values} values on intents, classes seen in training; ${seeds}`,
    legend: data.groups.settings.map((setting, i) => [setting.name, colours[i]]),
    plots: [line("information", "information of a group, % of ln K, training rows"), line("r_precision", "R-precision, %, validation rows")],
  });
}

function isOwn(method) {
  return ["confidnet", "learned-confidence", "long-learned-confidence", "reservation"].includes(method.key);
}

/** A mean with its interval in the chart's units; without an interval it is as wide as the mean. */
function bounds(spread, scale) {
  return { mean: spread.mean * scale, low: (spread.low ?? spread.mean) * scale, high: (spread.high ?? spread.mean) * scale };
}

/** From 0 to what holds every interval. */
function reach(rows, names, scale) {
  return [0, Math.max(...rows.flatMap((row) => names.map((name) => bounds(row.figures[name], scale).high)))];
}

/** One line a name, a dot with its interval for each series. */
function dots({ width, order, names = true, namesWidth = 150, label, scale, series, from, most, domain, apart = 5 }) {
  const marks = series.flatMap(([rows, figure, colour], i) => {
    const dy = (2 * i + 1 - series.length) * apart;
    const shown = rows.filter((row) => row.figures[figure].mean !== null)
      .map((row) => ({ name: row.name, ...bounds(row.figures[figure], scale) }))
      .map((row) => ({ ...row, low: Math.max(from ?? row.low, row.low), high: Math.min(most ?? row.high, row.high) }));
    return [
      Plot.ruleY(shown, { y: "name", x1: "low", x2: "high", stroke: colour, strokeWidth: 2, strokeOpacity: 0.55, dy }),
      Plot.dot(shown, { y: "name", x: "mean", fill: colour, r: 4, dy }),
    ];
  });
  return Plot.plot({
    document, width, height: 60 + 26 * order.length, marginLeft: names ? namesWidth : 18, marginRight: 18, marginBottom: 40, marginTop: 8, style: plotStyle(),
    x: { label, labelAnchor: "center", labelArrow: "none", grid: true, nice: true, insetLeft: 6, insetRight: 6, ...(from === undefined ? {} : { zero: true }), ...(domain ? { domain } : {}), ticks: 6 },
    y: { domain: order, label: null, tickSize: 0, ...(names ? {} : { axis: null }) },
    marks: [Plot.gridY({ stroke: ink, strokeOpacity: 0.05 }), ...marks],
  });
}

function plotStyle() {
  return { background: "white", color: ink, fontFamily: font, fontSize: "12px", overflow: "visible" };
}

/** Title, legend and plots side by side on a white ground, as one SVG file. */
function save(name, { title, subtitle, legend, plots }) {
  const margin = 16, gap = 8, sizes = plots.map((plot) => [Number(plot.getAttribute("width")), Number(plot.getAttribute("height"))]);
  const width = Math.max(sizes.reduce((sum, [own]) => sum + own, 0) + gap * (plots.length - 1) + 2 * margin, 560);
  const rows = legendRows(legend, width - 2 * margin), top = 66 + 20 * rows.length;
  const height = top + Math.max(...sizes.map(([, own]) => own)) + margin;
  const svg = element("svg", { viewBox: `0 0 ${width} ${height}`, width, height, "font-family": font, role: "img", "aria-label": `${title} ${subtitle}` });
  svg.append(element("rect", { width, height, fill: "white" }));
  svg.append(text(title, { x: margin, y: 30, "font-size": 18, "font-weight": 600, fill: ink }), text(subtitle, { x: margin, y: 50, "font-size": 13, fill: faint }));
  rows.forEach((row, i) => row.forEach(({ label, colour, x }) => svg.append(
    element("circle", { cx: margin + x + 5, cy: 68 + 20 * i, r: 5, fill: colour }),
    text(label, { x: margin + x + 15, y: 72 + 20 * i, "font-size": 12.5, fill: ink }))));
  let x = margin;
  plots.forEach((plot, i) => {
    plot.querySelector("style")?.remove();   // for a page, where it would let the plot's height go
    plot.setAttribute("x", x);
    plot.setAttribute("y", top);
    svg.append(plot);
    x += sizes[i][0] + gap;
  });
  writeFileSync(join(docs, "images", `study-${name}.svg`), `${new XMLSerializer().serializeToString(svg)}\n`);
}

function legendRows(legend, width) {
  const rows = [[]];
  let x = 0;
  for (const [label, colour] of legend) {
    const own = 15 + 7 * label.length + 22;
    if (x > 0 && x + own > width) {
      rows.push([]);
      x = 0;
    }
    rows.at(-1).push({ label, colour, x });
    x += own;
  }
  return rows;
}

function element(name, attributes) {
  const made = document.createElementNS(svgNamespace, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function text(content, attributes) {
  const made = element("text", attributes);
  made.textContent = content;
  return made;
}
