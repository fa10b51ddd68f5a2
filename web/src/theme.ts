import { h } from "./dom";

/** Light, dark, or as the system says. The choice holds while the page is open: a file has no place to keep it. */
export function themeButton(): HTMLElement {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const button = h("button", { type: "button", class: "theme" });
  const current = (): string => document.documentElement.dataset["theme"] ?? (dark.matches ? "dark" : "light");
  const name = (): void => {
    button.textContent = current() === "dark" ? "Light" : "Dark";
    button.setAttribute("aria-label", `Switch to ${current() === "dark" ? "light" : "dark"} colours`);
  };
  button.addEventListener("click", () => {
    document.documentElement.dataset["theme"] = current() === "dark" ? "light" : "dark";
    name();
  });
  dark.addEventListener("change", name);
  name();
  return button;
}
