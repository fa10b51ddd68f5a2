import { base, colour, Plot, tip } from "./charts";
import type { ClassDecisions, Costs, PromiseHere, Report } from "./data";
import { drawn, h, section } from "./dom";
import { count, decimal, percent } from "./format";
import { defined } from "./terms";

const doubtful = 0.05;
const most = 40; // more bars than anybody reads
const open = 20; // longer tables are folded

/** Does the policy keep what it promises, and for which classes? */
export function decisions({ decisions: here }: Report): HTMLElement | null {
  if (!here) return null;
  const { promises, classes, costs } = here;
  const broken = promises.filter(isBroken).length;
  return section(
    {
      id: "decisions",
      title: promises.length > 0 ? "Is the promise kept?" : "What the decisions are worth",
      lede:
        promises.length === 0
          ? ["What becomes of these rows under the policy."]
          : [
              "The policy was certified on other rows. ",
              ...kept(promises, broken),
            ],
    },
    promises.length > 1 ? promiseChart(promises) : null,
    promises.length > 0 ? promiseTable(promises) : null,
    classes.length > 0 ? classTable(classes) : null,
    costs ? costWords(costs) : null,
  );
}

function kept(promises: PromiseHere[], broken: number): (string | HTMLElement)[] {
  const tested = promises.filter(({ onAverage }) => !onAverage).length; // all or none: a policy promises one thing
  if (tested === 0) return ["It promises a mean over fits, which one fit may miss and the promise still hold: these rows show how this fit does, and cannot break it."];
  return [
    promises.length === 1 ? "On these, its promise " : broken === 0 ? `On these, none of its ${count(promises.length)} promises is ` : `On these, ${count(broken)} of its ${count(promises.length)} promises ${broken === 1 ? "is " : "are "}`,
    promises.length === 1 && (broken ? "is " : "is not "),
    defined("broken beyond chance", "So many misses would be seen in fewer than 5 of 100 samples of this size if the promised rate were the true one. A rate on the wrong side of its promise by less says nothing yet."),
    promises.length > 20 && broken > 0 ? `. Of ${count(promises.length)} kept promises some ${count(Math.round(promises.length * doubtful))} would look broken by chance alone.` : ".",
  ].filter((part) => part !== false);
}

// What is promised on average over fits cannot be broken by one of them.
const isBroken = ({ p, onAverage }: PromiseHere): boolean => !onAverage && p < doubtful;

const isKept = (promise: PromiseHere): boolean => (promise.atLeast ? rate(promise) >= promise.target : rate(promise) <= promise.target);

const rate = ({ kept, counted }: PromiseHere): number => kept / counted;

function verdict(promise: PromiseHere): string {
  if (promise.counted === 0) return "no row to tell by";
  if (isBroken(promise)) return "broken";
  if (promise.onAverage) return isKept(promise) ? "kept (promised on average)" : `${promise.atLeast ? "below" : "above"} (promised on average)`;
  return isKept(promise) ? "kept" : "missed by no more than chance";
}

function promiseChart(promises: PromiseHere[]): HTMLElement {
  const shown = promises
    .filter((one) => one.counted > 0)
    .sort((a, b) => a.p - b.p)
    .slice(0, most);
  const name = (one: PromiseHere): string => one.class ?? "all rows";
  const low = Math.min(...shown.map((one) => Math.min(one.low, one.target)));
  const high = Math.max(...shown.map((one) => Math.max(one.high, one.target)));
  const pad = 0.04 * (high - low || 1);
  return h(
    "figure",
    {},
    h("figcaption", {}, h("strong", { class: "in-accent" }, "on these rows"), "with 95 % interval", h("strong", {}, "promised")),
    drawn("promises", (width) => [
      Plot.plot({
        ...base,
        width,
        height: 44 + shown.length * 22,
        marginLeft: Math.min(160, 24 + 7 * Math.max(...shown.map((one) => name(one).length))),
        marginRight: 20,
        marginTop: 8,
        marginBottom: 36,
        ariaLabel: "Promised rates on these rows, by class",
        x: { domain: [Math.max(0, low - pad), Math.min(1, high + pad)], ticks: 5, tickFormat: (v: number) => percent(v, high - low < 0.1 ? 1 : 0), label: null, grid: true, tickSize: 0 },
        y: { domain: shown.map(name), label: null, tickSize: 0 },
        marks: [
          Plot.tickX(shown, { x: "target", y: name, stroke: colour.ink, strokeWidth: 2 }),
          Plot.ruleY(shown, { x1: "low", x2: "high", y: name, stroke: (one: PromiseHere) => (isBroken(one) ? colour.wrong : colour.accent), strokeWidth: 1.5 }),
          Plot.dot(shown, { x: rate, y: name, r: 4, fill: (one: PromiseHere) => (isBroken(one) ? colour.wrong : colour.accent) }),
          Plot.tip(shown, Plot.pointerY({ ...tip, x: rate, y: name, title: (one: PromiseHere) => `${name(one)}: ${one.words}\n${percent(rate(one))} of ${count(one.counted)}, 95 % interval ${percent(one.low)} to ${percent(one.high)}` })),
        ],
      }),
    ]),
    promises.length > shown.length ? h("p", { class: "quiet" }, `The ${count(shown.length)} of ${count(promises.length)} that are furthest from safe.`) : null,
  );
}

function promiseTable(promises: PromiseHere[]): HTMLElement {
  const byClass = promises.some((one) => one.class !== undefined);
  const head = ["Promise", "Here", "Of", "95 % interval", ""];
  // One sentence for all classes is said once: beside each it would push the figures off a phone.
  const common = byClass && promises.every((one) => one.words === promises[0]!.words) ? promises[0]!.words : undefined;
  const table = scroll(
    "Promises on these rows",
    common ? h("p", { class: "quiet" }, `Promised of each class: ${common}.`) : null,
    h(
      "table",
      { class: "decided" },
      h("thead", {}, h("tr", {}, byClass && h("th", { scope: "col" }, "Class"), ...head.map((text, i) => (common && i === 0 ? null : h("th", { scope: "col", class: i > 0 && i < 4 ? "number" : undefined }, text))))),
      h(
        "tbody",
        {},
        ...promises.map((one) =>
          h(
            "tr",
            { class: isBroken(one) ? "broken" : undefined },
            byClass && h("th", { scope: "row" }, one.class ?? "all rows"),
            common ? null : h("td", {}, one.words),
            h("td", { class: "number" }, one.counted === 0 ? "–" : percent(rate(one))),
            h("td", { class: "number" }, count(one.counted)),
            h("td", { class: "number" }, one.counted === 0 ? "–" : `${percent(one.low)} to ${percent(one.high)}`),
            h("td", { class: "verdict" }, verdict(one)),
          ),
        ),
      ),
    ),
  );
  return promises.length > open ? folded(`All ${count(promises.length)} promises in numbers`, table) : table;
}

function classTable(classes: ClassDecisions[]): HTMLElement {
  const head = ["Class", "Answered", "Accepted", "Right of these", "To a human", "Rejected", "Rows of it", "Accepted as it"];
  const table = scroll(
    "Decisions by answered class",
    classes.length > open ? null : h("h3", {}, "By class"),
    h(
      "table",
      { class: "decided" },
      h("thead", {}, h("tr", {}, ...head.map((text, i) => h("th", { scope: "col", class: i > 0 ? "number" : undefined }, text)))),
      h(
        "tbody",
        {},
        ...classes.map((one) =>
          h(
            "tr",
            {},
            h("th", { scope: "row" }, one.name),
            ...[count(one.answered), count(one.accepted), one.accepted > 0 ? percent(one.right / one.accepted) : "–", count(one.review), count(one.rejected), count(one.rows), one.rows > 0 ? percent(one.found / one.rows) : "–"].map((text) => h("td", { class: "number" }, text)),
          ),
        ),
      ),
    ),
  );
  return classes.length > open ? folded(`What becomes of all ${count(classes.length)} classes`, table) : table;
}

function costWords(costs: Costs): HTMLElement {
  const bars: [string, number, boolean][] = [
    ["the policy", costs.policy, true],
    ["the model answers all", costs.alwaysAnswer, false],
  ];
  if (costs.alwaysReview !== undefined) bars.push(["a human answers all", costs.alwaysReview, false]);
  const widest = Math.max(...bars.map(([, cost]) => cost), 1e-300);
  const cheapest = Math.min(costs.alwaysAnswer, costs.alwaysReview ?? Infinity);
  const words =
    costs.high < cheapest
      ? `The policy saves ${percent(1 - costs.policy / cheapest)} against the cheapest alternative.`
      : costs.low > cheapest
        ? "Here the policy costs more than the cheapest alternative: these rows may differ from those that it learned from, or its confidence is off."
        : "No difference to the cheapest alternative can be told on so few rows.";
  return h(
    "div",
    { class: "costs" },
    h("h3", {}, "Cost of a row"),
    h(
      "table",
      { class: "decided" },
      h(
        "tbody",
        {},
        ...bars.map(([name, cost, own]) => {
          const part = h("i", { class: own ? "own" : "other" });
          part.style.width = `${(100 * cost) / widest}%`;
          return h("tr", {}, h("th", { scope: "row" }, name), h("td", { class: "number" }, decimal(cost), own && h("small", {}, `${decimal(costs.low)} to ${decimal(costs.high)}`)), h("td", { class: "bar" }, part));
        }),
      ),
    ),
    h("p", { class: "quiet" }, words),
  );
}

const folded = (summary: string, table: HTMLElement): HTMLElement => h("details", { class: "numbers" }, h("summary", {}, summary), table);

const scroll = (label: string, ...children: (HTMLElement | null)[]): HTMLElement => h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": label }, ...children);
