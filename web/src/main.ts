import "./style.css";
import "./similarity.css";
import { confidencePage } from "./confidencePage";
import type { Report } from "./data";
import { footer } from "./frame";
import type { SimilarityReport } from "./similarityData";
import { similarityPage } from "./similarityPage";

const report = JSON.parse(document.getElementById("report")!.textContent!) as Report | SimilarityReport;
const page = document.getElementById("page")!;
const parts = [...("kind" in report ? similarityPage(report) : confidencePage(report)), footer(report)];
// On paper nothing can be unfolded later: the definitions are.
window.addEventListener("beforeprint", () => document.querySelectorAll<HTMLDetailsElement>("#figures details").forEach((part) => (part.open = true)));

page.append(...parts.filter((part) => part !== null));
