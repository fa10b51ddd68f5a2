type Child = Node | string | null | undefined | false;
type Attributes = Record<string, string | number | boolean | undefined>;

/** An HTML element. Children that are strings become text, never markup. */
export function h<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Attributes = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    element.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children) if (child) element.append(child);
  return element;
}

/** Draws now, and again whenever the width of its place changes. */
export function drawn(className: string, draw: (width: number) => Node[]): HTMLElement {
  const place = h("div", { class: `chart ${className}` });
  let last = 0;
  const redraw = (): void => {
    const width = Math.floor(place.clientWidth);
    if (width < 40 || width === last) return;
    last = width;
    place.replaceChildren(...draw(width));
  };
  new ResizeObserver(redraw).observe(place);
  return place;
}

export interface SectionText {
  id: string;
  title: string;
  lede: Child[];
}

/** A part of the page: words on the left where there is room, the evidence on the right. */
export function section({ id, title, lede }: SectionText, ...body: Child[]): HTMLElement {
  return h(
    "section",
    { id, "aria-labelledby": `${id}-title` },
    h("div", { class: "words" }, h("h2", { id: `${id}-title` }, title), h("p", {}, ...lede)),
    h("div", { class: "evidence" }, ...body),
  );
}

/** The exact numbers behind a chart, for those who cannot or would rather not point at it. */
export function numbers(caption: string, head: string[], rows: string[][]): HTMLElement {
  return h(
    "details",
    { class: "numbers" },
    h("summary", {}, caption),
    h(
      "div",
      { class: "scroll", tabindex: 0, role: "region", "aria-label": caption },
      h(
        "table",
        {},
        h("thead", {}, h("tr", {}, ...head.map((text) => h("th", { scope: "col" }, text)))),
        h("tbody", {}, ...rows.map((row) => h("tr", {}, ...row.map((text) => h("td", {}, text))))),
      ),
    ),
  );
}

/** One of a few: a row of buttons of which one is pressed. */
export function choice(label: string, options: string[], chosen: number, choose: (index: number) => void): HTMLElement {
  const buttons = options.map((text, index) => {
    const button = h("button", { type: "button", "aria-pressed": String(index === chosen) }, text);
    button.addEventListener("click", () => {
      buttons.forEach((other, i) => other.setAttribute("aria-pressed", String(i === index)));
      choose(index);
    });
    return button;
  });
  return h("div", { class: "choice", role: "group", "aria-label": label }, ...buttons);
}
