import { readFileSync } from "node:fs";
import { defineConfig } from "vite";

const notice = ["@observablehq/plot", "d3"]
  .map((name) => `${name}\n${readFileSync(new URL(`node_modules/${name}/LICENSE`, import.meta.url), "utf8").trim()}`)
  .join("\n\n");

export default defineConfig({
  build: {
    outDir: "../artifacts/web",
    emptyOutDir: false,
    target: "es2022",
    lib: { entry: "src/main.ts", name: "ProbityReport", formats: ["iife"], fileName: () => "report.js", cssFileName: "report" },
    reportCompressedSize: false,
  },
  // The licences of what is bundled go wherever the bundle goes; minifiers drop comments, so they are put back last.
  plugins: [
    {
      name: "licences",
      enforce: "post",
      generateBundle(_options, bundle) {
        for (const file of Object.values(bundle)) {
          if (file.type === "chunk") file.code = `/*\n${notice}\n*/\n${file.code}`;
        }
      },
    },
  ],
});
