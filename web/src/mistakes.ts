import type { Confusion, Mistake, Report } from "./data";
import { h, section } from "./dom";
import { confidence, count, percent, some } from "./format";

const words = { accept: "would be accepted", review: "goes to a human", reject: "rejected as unknown" } as const;

/** The wrong answers it was surest of: the ones worth a look. */
export function mistakes(report: Report): HTMLElement | null {
  const all = report.mistakes;
  if (all.length === 0) return null;
  const accepted = all.filter((one) => one.decision === "accept").length;
  return section(
    {
      id: "mistakes",
      title: "Its most confident mistakes",
      lede: [
        `${count(report.mistakeCount)} of ${some(report.rows, "answer")} ${report.mistakeCount === 1 ? "is" : "are"} wrong. ${all.length < report.mistakeCount ? `These are the ${all.length} it was surest of` : "The surest come first"}`,
        report.policy ? `; the policy would accept ${all.length === 1 ? (accepted ? "it" : "none") : `${accepted} of these`}.` : ".",
        " Some may be mistakes in the labels.",
      ],
    },
    h("ol", { class: "mistakes" }, ...all.slice(0, 12).map(card)),
    all.length > 12 ? h("details", { class: "more" }, h("summary", {}, `${all.length - 12} more`), h("ol", { class: "mistakes", start: 13 }, ...all.slice(12).map(card))) : null,
  );
}

function card(one: Mistake): HTMLElement {
  const sure = one.confidenceAfter ?? one.confidenceBefore;
  return h(
    "li",
    {},
    one.image && h("img", { src: one.image, alt: `${one.row}: ${one.label}`, width: 72, height: 72 }),
    h(
      "div",
      {},
      h("p", { class: "said" }, "said ", h("b", {}, one.predicted), " at ", h("span", { class: "sure" }, confidence(sure, one.logOdds))),
      h("p", { class: "is" }, "is ", h("b", {}, one.label)),
      h("p", { class: "quiet" }, one.confidenceAfter === undefined ? null : `uncalibrated ${confidence(one.confidenceBefore)}`),
      h("p", { class: "quiet" }, one.row),
      one.decision && h("p", { class: `decision ${one.decision}` }, words[one.decision]),
    ),
  );
}

/** Inputs of no known class that come closest to being accepted. */
export function strangers(report: Report): HTMLElement | null {
  const all = report.strangers;
  if (all.length === 0) return null;
  const { outcome, policy } = report;
  const slipped = outcome?.unknownAccepted;
  return section(
    {
      id: "strangers",
      title: "Unknowns it was surest of",
      lede: [
        "These belong to no class the model knows",
        policy?.gateScore ? ", and they come closest to passing both the gate and the threshold." : "; any answer is wrong.",
        slipped === undefined ? null : ` The policy accepts ${count(slipped)} of ${some(outcome!.unknownRows, "unknown row")}.`,
      ],
    },
    h(
      "ol",
      { class: "mistakes" },
      ...all.map((one) =>
        h(
          "li",
          {},
          one.image && h("img", { src: one.image, alt: one.row, width: 72, height: 72 }),
          h(
            "div",
            {},
            h("p", { class: "said unknown" }, one.predicted === undefined ? null : "said ", one.predicted === undefined ? null : h("b", {}, one.predicted), one.predicted === undefined ? null : " at ", h("span", { class: "sure" }, confidence(one.confidence, one.logOdds))),
            h("p", { class: "quiet" }, one.row),
            one.decision && h("p", { class: `decision ${one.decision}` }, words[one.decision]),
          ),
        ),
      ),
    ),
  );
}

/** Which class is taken for which, and how many of those a human would catch. */
export function confusions(report: Report): HTMLElement | null {
  const all = report.confusions;
  if (all.length === 0) return null;
  const most = Math.max(...all.map((one) => one.rows));
  const decided = all.some((one) => one.accepted !== undefined);
  return section(
    {
      id: "confusions",
      title: "What it mixes up",
      lede: [
        "Pairs of classes by number of mistakes.",
        decided && " The strong part of a bar would be ",
        decided && h("strong", { class: "in-wrong" }, "accepted"),
        decided && " by the policy; the pale part is stopped.",
      ],
    },
    h(
      "table",
      { class: "confusions" },
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "It is … it said"), h("th", { scope: "col", class: "wide" }, h("span", { class: "unseen" }, "mistakes")), h("th", { scope: "col", class: "number" }, "rows"), h("th", { scope: "col", class: "number" }, "of that class"), h("th", { scope: "col", class: "number" }, "mean confidence"))),
      h("tbody", {}, ...all.map((one) => pair(one, most))),
    ),
  );
}

function pair(one: Confusion, most: number): HTMLElement {
  const through = one.accepted ?? one.rows;
  const part = (kind: string, n: number): HTMLElement => {
    const bar = h("i", { class: kind });
    bar.style.width = `${((n / most) * 100).toFixed(2)}%`;
    return bar;
  };
  return h(
    "tr",
    {},
    h("th", { scope: "row" }, one.label, h("span", { class: "arrow", "aria-label": "taken for" }, " → "), one.predicted),
    h("td", { class: "wide" }, h("div", { class: "bars", title: one.accepted === undefined ? "" : `${one.accepted} of ${one.rows} would be accepted` }, part("accepted", through), part("stopped", one.rows - through))),
    h("td", { class: "number" }, count(one.rows)),
    h("td", { class: "number" }, percent(one.rows / one.rowsOfLabel)),
    h("td", { class: "number" }, confidence(one.confidence)),
  );
}
