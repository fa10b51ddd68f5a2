import { h } from "./dom";
import { themeButton } from "./theme";

interface Made {
  provenance: { files: string[]; seed?: number; command?: string };
  version: string;
}

/** The line above every report. */
export const topLine = (): HTMLElement => h("div", { class: "top" }, h("span", { class: "mark" }, "Probity"), themeButton());

/** Where the report comes from. */
export function footer({ provenance: { files, seed, command }, version }: Made): HTMLElement {
  return h(
    "footer",
    {},
    h("p", {}, `Made by Probity ${version}${command ? ` with ` : ""}`, command ? h("code", {}, command) : null, seed === undefined ? "." : `, seed ${seed}.`),
    files.length > 0 ? h("p", {}, "From ", files.join(", "), ".") : null,
    h("p", {}, "This file holds all its data and fetches nothing. Charts by Observable Plot and D3."),
  );
}
