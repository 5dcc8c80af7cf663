/** Every verdict speaks for itself, to the eye, the ear and the hand. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { SIGNALS } from "../src/signals.ts";
import { VERDICTS } from "../src/verdict.ts";

const css = readFileSync(new URL("../public/scanner.css", import.meta.url), "utf8");

/** How bright a colour is, after WCAG 2. */
function brightness(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((i) => {
    const part = Number.parseInt(colour.slice(i, i + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

const colours = VERDICTS.map((verdict) => new RegExp(`\\.verdict\\.v-${verdict} \\{ --c: (#\\w{6});`).exec(css)?.[1] ?? "");

for (const sense of ["title", "advice", "sound", "vibration"] as const) {
  test(`no two verdicts share their ${sense}`, () => {
    assert.equal(new Set(VERDICTS.map((verdict) => JSON.stringify(SIGNALS[verdict][sense]))).size, VERDICTS.length);
  });
}

test("no two verdicts share their colour", () => {
  assert.equal(new Set(colours).size, VERDICTS.length);
});

test("words are readable on every colour", () => {
  for (const [i, verdict] of VERDICTS.entries()) {
    const isAmber = verdict === "rotation_required" || verdict === "capacity";
    const ground = brightness(colours[i]!);
    const ink = brightness(isAmber ? "#14181f" : "#ffffff");
    const contrast = (Math.max(ground, ink) + 0.05) / (Math.min(ground, ink) + 0.05);
    assert.ok(contrast >= 4.5, `${verdict} has ${contrast.toFixed(1)}`);
  }
});
