import { drawn, h } from "./dom";

export interface Matrix {
  /** What it is, for those who do not see it. */
  label: string;
  rows: string[];
  columns: number;
  /** What a column is called at the top; none for no names. */
  columnName?: (column: number) => string;
  /** From 0 (paper) to 1 (full colour). */
  shade: (row: number, column: number) => number;
  /** One cell in words. */
  words: (row: number, column: number) => string;
  square?: boolean;
  /** Rows whose names stand out. */
  marked?: (row: number) => boolean;
}

const levels = 24;
const shadeOf = (shade: number): string => `color-mix(in srgb, var(--accent) ${Math.round(shade * 100)}%, var(--empty))`;
const svgSpace = "http://www.w3.org/2000/svg";

function s(tag: string, attributes: Record<string, string | number>, text?: string): SVGElement {
  const element = document.createElementNS(svgSpace, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  if (text !== undefined) element.textContent = text;
  return element;
}

/** A heat map that scrolls where it is too wide, and is read cell by cell with the pointer or the arrow keys. */
export function matrix(of: Matrix): HTMLElement {
  const { rows, columns } = of;
  const readout = h("p", { class: "cell-words quiet", "aria-live": "polite" }, "Point at a cell to read it, or press the arrow keys here.");
  const [left, top] = [34, of.columnName ? 18 : 4];
  let at: [number, number] | null = null;
  let size = { width: 0, height: 0 };
  let frame: SVGElement | null = null;

  const show = (row: number, column: number): void => {
    at = [row, column];
    readout.textContent = of.words(row, column);
    if (!frame) return;
    frame.setAttribute("x", String(left + column * size.width));
    frame.setAttribute("y", String(top + row * size.height));
    frame.setAttribute("visibility", "visible");
  };

  const draw = (room: number): Node[] => {
    const width = Math.max(6, Math.min(of.square ? 18 : 28, Math.floor(((room - left - 6) / columns) * 4) / 4));
    const height = of.square ? width : rows.length <= 20 ? 18 : rows.length <= 40 ? 13 : 9;
    size = { width, height };
    const [whole, tall] = [left + columns * width + 6, top + rows.length * height + 4];
    const gap = width >= 8 && height >= 8 ? 1 : 0.5;
    const paths: string[] = Array.from({ length: levels + 1 }, () => "");
    for (let row = 0; row < rows.length; row++) {
      for (let column = 0; column < columns; column++) {
        const level = Math.round(Math.max(0, Math.min(1, of.shade(row, column))) * levels);
        paths[level] += `M${left + column * width} ${top + row * height}h${width - gap}v${height - gap}h${gap - width}z`;
      }
    }
    const svg = s("svg", { viewBox: `0 0 ${whole} ${tall}`, width: whole, height: tall, role: "img", "aria-label": of.label, "font-size": 11 });
    paths.forEach((d, level) => d && svg.append(s("path", { d, style: `fill: ${shadeOf(level / levels)}` })));
    const every = Math.ceil(12 / height);
    rows.forEach((name, row) => {
      const marked = of.marked?.(row) ?? false;
      if (row % every !== 0 && !marked) return;
      if (marked || !rows.some((_, other) => Math.abs(other - row) * height < 12 && other !== row && of.marked?.(other))) svg.append(s("text", { x: left - 6, y: top + (row + 0.5) * height, "text-anchor": "end", "dominant-baseline": "central", class: marked ? "marked" : "" }, name));
    });
    if (of.columnName) {
      const apart = Math.ceil(26 / width);
      for (let column = 0; column < columns; column += apart) svg.append(s("text", { x: left + (column + 0.5) * width, y: top - 7, "text-anchor": "middle" }, of.columnName(column)));
    }
    frame = s("rect", { class: "here", width: width - gap, height: height - gap, visibility: "hidden" });
    svg.append(frame);

    const scroll = h("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": `${of.label}. Arrow keys go from cell to cell.` }, svg);
    svg.addEventListener("pointermove", (event) => {
      const box = svg.getBoundingClientRect();
      const scale = whole / box.width;
      const column = Math.floor(((event.clientX - box.left) * scale - left) / width);
      const row = Math.floor(((event.clientY - box.top) * scale - top) / height);
      if (row >= 0 && row < rows.length && column >= 0 && column < columns) show(row, column);
    });
    scroll.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
      if (!step) return;
      event.preventDefault();
      const [row, column] = at ? [at[0] + step[0]!, at[1] + step[1]!] : [0, 0];
      show(Math.max(0, Math.min(rows.length - 1, row)), Math.max(0, Math.min(columns - 1, column)));
      const x = left + at![1] * width;
      if (x < scroll.scrollLeft + left) scroll.scrollLeft = x - left;
      if (x + width > scroll.scrollLeft + scroll.clientWidth) scroll.scrollLeft = x + width - scroll.clientWidth + 8;
    });
    if (at) show(...at);
    return [scroll];
  };
  return h("div", { class: "matrix" }, drawn("cells", draw), readout);
}

/** What the shades mean: a few of them with their values. */
export function shades(stops: [shade: number, words: string][]): HTMLElement {
  return h(
    "span",
    { class: "shades" },
    ...stops.map(([shade, words]) => {
      const swatch = h("i", {});
      swatch.style.background = shadeOf(shade);
      return h("span", {}, swatch, words);
    }),
  );
}
