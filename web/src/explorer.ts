import { base, colour, logOddsTicks, Plot } from "./charts";
import type { Explorer, Report } from "./data";
import { drawn, h, section } from "./dom";
import { chosen, confidence, count, decimal, percent, real, some } from "./format";
import { defined, scoreName } from "./terms";

const margin = { left: 46, right: 18 };

/** Drag the threshold and see what it costs and what it buys. */
export function explorer(report: Report): HTMLElement {
  const data = report.explorer;
  const { policy } = report;
  const places = data.logOdds;
  const last = data.thresholds.length - 1;
  const promised = policy?.targetPrecision !== undefined && data.policyIndex !== undefined;
  let index = data.policyIndex ?? Math.max(0, data.accepted.findLastIndex((n) => n >= 0.8 * data.rows));
  let toPixel: (place: number) => number = () => 0;
  let drawnWidth = 1;

  if (last < 0) {
    const all = `${some(data.rows, "row")}: the gate takes every one for unknown, so there is no threshold to choose.`;
    return section({ id: "explorer", title: "Where to draw the line", lede: [] }, h("p", {}, all), policyWords(report));
  }

  const output = readout(data, policy?.gateScore !== undefined);
  const handle = h("div", { class: "handle", role: "slider", tabindex: 0, "aria-label": "Threshold on confidence", "aria-valuemin": 0, "aria-valuemax": Math.max(0, last), id: "threshold" }, h("span", {}));
  const status = h("p", { class: "status", "aria-live": "polite" });
  const back = data.policyIndex === undefined ? null : h("button", { type: "button", class: "back" }, "Back to the policy");

  const show = (): void => {
    const threshold = data.thresholds[index]!;
    output.show(index);
    handle.style.left = `${(toPixel(places[index]!) * 100) / drawnWidth}%`; // a share, so that it holds when print scales the chart
    handle.setAttribute("aria-valuenow", String(index));
    handle.setAttribute("aria-valuetext", `${confidence(threshold, data.logOdds[index])}: ${percent(data.right[index]! / data.accepted[index]!)} right, ${percent(data.accepted[index]! / data.rows)} answered`);
    if (back) back.hidden = index === data.policyIndex;
    if (!promised) {
      status.classList.toggle("holds", policy?.ruleWords !== undefined); // a rule elsewhere is nothing to warn of
      status.textContent = elsewhere(report);
      return;
    }
    const holds = index >= data.policyIndex!;
    // The interval of what was seen here lies below what was promised: say so rather than repeat the promise.
    if (index === data.policyIndex && data.high[index]! < policy!.targetPrecision!) {
      status.classList.remove("holds");
      status.textContent = `${chosen(policy!.targetPrecision!)} right was promised, and these rows fall short of it: they may differ from the rows that certified it.`;
      return;
    }
    status.classList.toggle("holds", holds);
    status.textContent = holds
      ? index === data.policyIndex
        ? `The policy's threshold: at least ${chosen(policy!.targetPrecision!)} right, promised with ${chosen(policy!.promiseConfidence ?? NaN)} confidence.`
        : `Stricter than the policy. The promise was made for its threshold, ${confidence(policy!.threshold!, policy!.thresholdLogOdds)}.`
      : `Laxer than the policy's ${confidence(policy!.threshold!, policy!.thresholdLogOdds)}: nothing is promised here.`;
  };
  const move = (to: number): void => {
    const next = Math.max(0, Math.min(last, to));
    if (next === index) return;
    index = next;
    show();
  };

  const chart = drawn("explore", (width) => {
    drawnWidth = width;
    const inner = width - margin.left - margin.right;
    const [low, high] = [places[0]!, places[last]! > places[0]! ? places[last]! : places[0]! + 1];
    toPixel = (place) => margin.left + ((place - low) / (high - low)) * inner;
    queueMicrotask(show);
    return [...panels(report, places, [low, high], width), handle];
  });

  const nearest = (pixel: number): number => {
    let best = 0;
    places.forEach((place, i) => {
      if (Math.abs(toPixel(place) - pixel) < Math.abs(toPixel(places[best]!) - pixel)) best = i;
    });
    return best;
  };
  const follow = (event: PointerEvent): void => move(nearest(event.clientX - chart.getBoundingClientRect().left));
  chart.addEventListener("pointerdown", (event) => {
    chart.setPointerCapture(event.pointerId);
    follow(event);
    handle.focus({ preventScroll: true });
    event.preventDefault();
  });
  chart.addEventListener("pointermove", (event) => {
    if (chart.hasPointerCapture(event.pointerId)) follow(event);
  });
  handle.addEventListener("keydown", (event) => {
    const steps: Record<string, number> = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10, Home: -last - 1, End: last + 1 };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    move(index + step);
  });
  back?.addEventListener("click", () => move(data.policyIndex!));

  return section(
    {
      id: "explorer",
      title: "Where to draw the line",
      lede: [
        "Drag the line, or use the arrow keys. From the threshold upwards the model answers alone, which is to ",
        defined("accept", policy?.gateScore ? "Confidence at or above the threshold, and the gate does not take the row for unknown." : "Confidence at or above the threshold."),
        ". Below it a row goes to a human for ",
        defined("review", policy?.gateScore ? "Confidence below the threshold, although the gate let the row pass." : "Confidence below the threshold."),
        policy?.gateScore ? ". What looks like no known class gets a " : ".",
        policy?.gateScore ? defined("reject", `The gate: ${scoreName(policy.gateScore).toLowerCase()} below ${decimal(real(policy.gateThreshold))} means unknown, whatever the confidence.`) : null,
        policy?.gateScore ? "." : null,
        promised ? " The tinted side is where the policy accepts." : null,
      ],
    },
    output.numbers,
    h("figure", { class: "explorer" }, chart),
    h("div", { class: "under" }, status, back),
    output.bars,
    policyWords(report),
  );
}

function policyWords({ policy }: Report): HTMLElement | null {
  if (!policy || (policy.explanation.length === 0 && policy.rowsLearned === 0)) return null;
  return h(
    "div",
    { class: "promise" },
    h("h3", {}, "What the policy says of itself"),
    ...policy.explanation.map((line) => h("p", {}, line)),
    h("p", { class: "quiet" }, provenance(policy.rowsLearned, policy.rowsCertified, policy.certifiedCoverage)),
  );
}

/** Where the policy's rule is not on this axis: what it does all the same. */
function elsewhere({ policy, outcome }: Report): string {
  if (!policy || !outcome || policy.threshold !== undefined) return "";
  if (policy.ruleWords !== undefined) return `The policy accepts a row where ${policy.ruleWords}: a rule that is not on this axis. Here it accepts ${count(outcome.accepted)} of ${some(outcome.rows, "row")}${outcome.accepted > 0 ? `, of which ${percent(outcome.right / outcome.accepted)} are right` : ""}.`;
  if (policy.ruleScore === undefined) return "The policy has no threshold of its own: nothing is promised here.";
  const right = outcome.accepted > 0 ? `, of which ${percent(outcome.right / outcome.accepted)} are right` : "";
  return `The policy's rule is not on this axis: it accepts from ${scoreName(policy.ruleScore).toLowerCase()} ${decimal(real(policy.ruleThreshold))} upwards, here ${count(outcome.accepted)} of ${some(outcome.rows, "row")}${right}.`;
}

const provenance = (learned: number, certified: number, coverage: number | undefined): string =>
  certified === 0 ? `Learned from ${some(learned, "row")}.` : [`Learned from ${some(learned, "row")}, certified on ${some(certified, "other row")}`, coverage === undefined ? "" : `, of which it accepted ${percent(coverage)}`, "."].join("");

function panels(report: Report, places: number[], domain: [number, number], width: number): Node[] {
  const { explorer: data, policy } = report;
  const ticks = logOddsTicks(domain[0], domain[1], width - margin.left - margin.right);
  const rows = places.map((place, i) => ({
    place,
    precision: data.right[i]! / data.accepted[i]!,
    low: data.low[i]!,
    high: data.high[i]!,
    coverage: data.accepted[i]! / data.rows,
    unknown: data.unknownAccepted ? data.unknownAccepted[i]! / data.unknownRows : NaN,
  }));
  const known = rows.filter((row) => Number.isFinite(row.precision));
  const target = policy?.targetPrecision;
  const lowest = Math.min(...known.map((row) => row.precision), target ?? 1);
  const step = lowest < 0.9 ? 0.05 : lowest < 0.98 ? 0.01 : 0.001;
  const floor = Math.max(0, Math.floor((lowest - 0.12 * (1 - lowest)) / step) * step - (lowest >= 1 ? 0.01 : 0));
  const safe = target !== undefined && data.policyIndex !== undefined ? [{ from: places[data.policyIndex]!, to: domain[1] }] : [];
  // The words go to whichever side of the line has room for them.
  const roomRight = safe.length > 0 && (domain[1] - safe[0]!.from) / (domain[1] - domain[0]) > 170 / width;
  const x = { domain, ticks: ticks.at, tickFormat: ticks.label, tickSize: 0, grid: true, label: null } as const;
  const shade = Plot.rectX(safe, { x1: "from", x2: "to", fill: colour.accent, fillOpacity: 0.07 });
  const common = { ...base, width, marginLeft: margin.left, marginRight: margin.right };

  const precision = Plot.plot({
    ...common,
    height: 210,
    marginTop: 10,
    marginBottom: 8,
    ariaLabel: "Share of right answers among those accepted, by threshold",
    x: { ...x, axis: null },
    y: { domain: [floor, 1], ticks: 5, tickFormat: (v: number) => percent(v, floor > 0.97 ? 1 : 0), label: null, grid: true, tickSize: 0 },
    marks: [
      shade,
      Plot.gridX(ticks.at, { stroke: colour.line, strokeOpacity: 0.6 }),
      target === undefined ? null : Plot.ruleY([target], { stroke: colour.accent, strokeDasharray: "4,3" }),
      target === undefined ? null : Plot.text([`promised: ${chosen(target)}`], { x: domain[0], y: target, dx: 6, dy: -8, textAnchor: "start", fill: colour.accent, stroke: colour.paper, strokeWidth: 4 }),
      Plot.ruleX(safe, { x: "from", stroke: colour.accent, strokeDasharray: "4,3" }),
      Plot.text(safe, { x: "from", frameAnchor: "bottom", dx: roomRight ? 8 : -8, dy: -8, textAnchor: roomRight ? "start" : "end", text: () => "the guarantee starts here", fill: colour.accent }),
      Plot.areaY(known, { x: "place", y1: "low", y2: "high", fill: colour.right, fillOpacity: 0.16, clip: true }),
      Plot.line(known, { x: "place", y: "precision", stroke: colour.right, strokeWidth: 2.25 }),
    ],
  });
  const shares = Plot.plot({
    ...common,
    height: 204,
    marginTop: 12,
    marginBottom: 56,
    ariaLabel: "Share of rows accepted, by threshold",
    x: { ...x, tickPadding: 17, label: "threshold on confidence (log-odds scale)", labelAnchor: "center", labelArrow: "none" },
    y: { domain: [0, 1], ticks: [0, 0.25, 0.5, 0.75, 1], tickFormat: (v: number) => percent(v, 0), label: null, grid: true, tickSize: 0 },
    marks: [
      shade,
      Plot.line(rows, { x: "place", y: "coverage", stroke: colour.ink, strokeWidth: 2.25 }),
      data.unknownAccepted ? Plot.line(rows, { x: "place", y: "unknown", stroke: colour.unknown, strokeWidth: 2.25, strokeDasharray: "6,3" }) : null,
    ],
  });
  return [
    h("p", { class: "panel" }, h("strong", { class: "in-right" }, "Right answers"), " among those accepted"),
    precision,
    h("p", { class: "panel" }, "Accepted share of ", h("strong", {}, "known rows"), data.unknownAccepted && " and of ", data.unknownAccepted && h("strong", { class: "in-unknown" }, "unknown rows")),
    shares,
  ];
}

interface Readout {
  numbers: HTMLElement;
  bars: HTMLElement;
  show: (index: number) => void;
}

function readout(data: Explorer, gated: boolean): Readout {
  const cells: [string, string, HTMLElement, HTMLElement][] = [];
  const cell = (key: string, name: string): HTMLElement => {
    const value = h("output", { id: `explorer-${key}`, for: "threshold" });
    const note = h("small", {});
    cells.push([key, name, value, note]);
    return h("div", { class: `cell ${key}` }, h("span", { class: "name" }, name), value, note);
  };
  const numbers = h(
    "div",
    { class: "readout" },
    cell("threshold", "Accept from"),
    cell("precision", "Right when accepted"),
    cell("coverage", "Answered alone"),
    cell("review", "To a human"),
    data.unknownAccepted ? cell("unknown", "Unknowns let in") : null,
  );
  const knownBar = bar(`What becomes of ${some(data.rows, "known row")}`);
  const unknownBar = data.unknownAccepted ? bar(`What becomes of ${some(data.unknownRows, "unknown row")}`) : null;
  const set = (key: string, exact: number, text: string, note: string): void => {
    const [, , value, small] = cells.find(([name]) => name === key)!;
    value.textContent = text;
    value.dataset["value"] = String(exact);
    small.textContent = note;
  };

  return {
    numbers,
    bars: h("div", { class: "fates" }, knownBar.element, unknownBar?.element),
    show(index) {
      const [accepted, right] = [data.accepted[index]!, data.right[index]!];
      const review = data.rows - data.rejected - accepted;
      set("threshold", data.thresholds[index]!, confidence(data.thresholds[index]!, data.logOdds[index]), data.calibrated ? "calibrated confidence" : "confidence");
      set("precision", right / accepted, percent(right / accepted), accepted > 0 ? `${percent(data.low[index]!)} to ${percent(data.high[index]!)}` : "no row is accepted");
      set("coverage", accepted / data.rows, percent(accepted / data.rows), `${count(accepted)} of ${count(data.rows)}`);
      set("review", review, count(review), gated ? `${count(data.rejected)} more rejected` : `${percent(review / data.rows)} of the rows`);
      knownBar.show([
        ["right", right, "right"],
        ["wrong", accepted - right, "wrong"],
        ["review", review, "to a human"],
        ["reject", data.rejected, "rejected"],
      ]);
      if (!data.unknownAccepted) return;
      const slipped = data.unknownAccepted[index]!;
      set("unknown", slipped, count(slipped), `${percent(slipped / data.unknownRows)} of ${count(data.unknownRows)}`);
      unknownBar!.show([
        ["slipped", slipped, "let in"],
        ["review", data.unknownRows - data.unknownRejected - slipped, "to a human"],
        ["reject", data.unknownRejected, "rejected"],
      ]);
    },
  };
}

function bar(title: string): { element: HTMLElement; show: (parts: [string, number, string][]) => void } {
  const track = h("div", { class: "track" });
  const words = h("p", { class: "parts" });
  return {
    element: h("div", { class: "fate" }, h("h3", {}, title), track, words),
    show(parts) {
      const present = parts.filter(([, n]) => n > 0);
      track.replaceChildren(
        ...present.map(([kind, n]) => {
          const part = h("i", { class: kind });
          part.style.flexGrow = String(n);
          return part;
        }),
      );
      words.replaceChildren(...present.map(([kind, n, name]) => h("span", { class: kind }, h("b", {}, count(n)), ` ${name}`)));
    },
  };
}
