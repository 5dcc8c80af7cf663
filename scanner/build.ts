/** Build the scanner into dist/: one page, one script, one style sheet, a service worker that keeps them. */

import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { build } from "esbuild";

const DIST = "dist";

rmSync(DIST, { recursive: true, force: true });
mkdirSync(DIST);
cpSync("public", DIST, { recursive: true });

const common = { bundle: true, minify: true, format: "esm", target: "es2022", legalComments: "none" } as const;
await build({ ...common, entryPoints: ["src/main.ts"], outfile: `${DIST}/scanner.js` });

const shell = readdirSync(DIST).sort();
const hash = createHash("sha256");
for (const file of shell) hash.update(readFileSync(`${DIST}/${file}`));
const define = {
  VERSION: JSON.stringify(hash.digest("hex").slice(0, 12)),
  SHELL: JSON.stringify(["./", ...shell.filter((file) => file !== "index.html")]),
};
await build({ ...common, define, entryPoints: ["src/sw.ts"], outfile: `${DIST}/sw.js` });
