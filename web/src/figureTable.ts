import type { Figure, Report } from "./data";
import { h, section } from "./dom";
import { count, decimal, intervalOf, pValue, real, valueOf } from "./format";
import { term } from "./terms";

/** Every figure with its interval and, on the same line, what it means: nothing in the report goes undefined. */
export function figureTable(report: Report): HTMLElement | null {
  const keys = [...new Set([...Object.keys(report.figuresBefore), ...Object.keys(report.figuresAfter)])];
  if (keys.length === 0) return null;
  const both = Object.keys(report.figuresAfter).length > 0 && Object.keys(report.figuresBefore).length > 0;
  const main = keys.filter((key) => !key.startsWith("ood_"));
  const ood = keys.filter((key) => key.startsWith("ood_"));
  return section(
    {
      id: "figures",
      title: "Every figure and what it means",
      lede: ["Values with 95 % intervals. “By chance” is what a perfectly calibrated model would stay below in 95 of 100 samples of this size: an error under it is no evidence of miscalibration."],
    },
    table(main),
    ood.length > 0 ? h("details", { class: "more" }, h("summary", {}, `${ood.length} figures on unknown rows`), table(ood)) : null,
  );

  function table(shown: string[]): HTMLElement {
    const notable = shown.some((key) => [report.figuresBefore[key], report.figuresAfter[key]].some((one) => one?.null95 !== undefined));
    return h(
      "table",
      { class: "figures" },
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Figure"), h("th", { scope: "col", class: "number" }, both ? "Before" : "Value"), both && h("th", { scope: "col", class: "number" }, "After"), notable && h("th", { scope: "col", class: "number" }, "By chance"))),
      ...shown.map((key) => {
        const [before, after] = [report.figuresBefore[key], report.figuresAfter[key]];
        const now = after ?? before!;
        return h(
          "tbody",
          {},
          h("tr", {}, h("th", { scope: "row" }, term(key).name, h("code", {}, key)), both ? cell(key, before, "Before") : cell(key, now, "Value"), both && cell(key, after, "After"), notable && h("td", { class: "number", "data-name": "By chance" }, now.null95 === undefined ? "" : decimal(real(now.null95)), now.p !== undefined && h("small", {}, `p ${pValue(real(now.p))}`))),
          h("tr", { class: "definition-row" }, h("td", { colspan: 4 }, now.definition, h("span", {}, ` ${count(now.rows)} rows.`))),
        );
      }),
    );
  }

  function cell(key: string, figure: Figure | undefined, name: string): HTMLElement {
    const { style } = term(key);
    const beside = Object.entries(figure?.beside ?? {}).map(([name, value]) => `${name.replaceAll("_", " ")} ${decimal(real(value))}`);
    return h("td", { class: "number", "data-name": name }, valueOf(figure, style), h("small", {}, intervalOf(figure, style)), figure?.reason && h("small", { class: "reason" }, figure.reason), ...beside.map((text) => h("small", {}, text)));
  }
}
