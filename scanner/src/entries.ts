/** The scan log: append-only, chained by hash, signed by the device. spec/scan-verdict.md, section 6. */

import { ed25519 } from "@noble/curves/ed25519.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { join, toBase64, utf8 } from "./bytes.ts";
import { bytes, object, text, whole } from "./feeds.ts";
import { verify } from "./proof.ts";
import { VERDICTS, type Direction, type Verdict } from "./verdict.ts";

/** What happened, before it takes its place in the log. */
export interface Draft {
  clock_ms: number;
  clock_offset_ms: number;
  gate: string;
  index: number | null;
  generation: number | null;
  direction: Direction;
  verdict: Verdict;
  list_age_s: number;
  online: boolean;
  override_by?: string;
}

export interface Entry extends Draft {
  device: string;
  seq: number;
  prev_hash: string;
  signature: string;
}

const FIRST_PREV_HASH = toBase64(new Uint8Array(32));

/** Give a draft its place after `before` and the device's signature. */
export function append(draft: Draft, before: Entry | null, device: string, privateKey: Uint8Array): Entry {
  const unsigned = {
    ...draft,
    device,
    seq: (before?.seq ?? 0) + 1,
    prev_hash: before === null ? FIRST_PREV_HASH : hashOf(before),
    signature: "",
  };
  return { ...unsigned, signature: toBase64(ed25519.sign(message(unsigned), privateKey)) };
}

/** What the next entry carries as its `prev_hash`. */
export function hashOf(entry: Entry): string {
  return toBase64(sha256(canonical(entry)));
}

/** Whether `value` may join the log after `before`; "ok" or what is wrong with it. */
export function judge(value: unknown, before: Entry | null, publicKey: Uint8Array): string {
  let entry: Entry;
  try {
    entry = read(value);
  } catch {
    return "malformed";
  }
  if (!verify(publicKey, message(entry), bytes(entry.signature))) return "bad_signature";
  const [seq, previous] = before === null ? [1, FIRST_PREV_HASH] : [before.seq + 1, hashOf(before)];
  return entry.seq === seq && entry.prev_hash === previous ? "ok" : "broken_chain";
}

/** When it happened, by the server's clock as far as the device knew it. */
export function atMs(entry: Draft): number {
  return entry.clock_ms + entry.clock_offset_ms;
}

/** Whether somebody passed: as admitted, or by a steward's decision. */
export function letPass(entry: Draft): boolean {
  return entry.verdict === "admitted" || entry.override_by !== undefined;
}

function canonical(entry: Entry): Uint8Array {
  const { signature: _, ...unsigned } = entry;
  const sorted = Object.entries(unsigned).sort(([a], [b]) => (a < b ? -1 : 1));
  return utf8(JSON.stringify(Object.fromEntries(sorted)));
}

function message(entry: Entry): Uint8Array {
  return join(utf8("bilten/scan\0"), canonical(entry));
}

function read(value: unknown): Entry {
  const entry = object(value);
  for (const name of ["device", "gate"]) text(entry[name]);
  for (const name of ["clock_ms", "list_age_s"]) whole(entry[name]);
  for (const name of ["index", "generation"]) if (entry[name] !== null) whole(entry[name]);
  whole(entry["seq"], 1);
  whole(entry["clock_offset_ms"], -Number.MAX_SAFE_INTEGER);
  bytes(entry["prev_hash"], 32);
  bytes(entry["signature"], 64);
  if (!VERDICTS.some((verdict) => verdict === entry["verdict"])) throw new Error("not a verdict");
  if (entry["direction"] !== "in" && entry["direction"] !== "out") throw new Error("not a direction");
  if (typeof entry["online"] !== "boolean") throw new Error("not true or false");
  return entry as unknown as Entry;
}
