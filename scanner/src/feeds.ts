/** Key rings and status lists: opened with the pinned root key, read strictly, never going back. */

import { fromBase64, join, utf8, type Bytes } from "./bytes.ts";
import { verify } from "./proof.ts";

export interface Signed {
  payload: string;
  signature: string;
}

export interface RingKey {
  readonly public: Bytes;
  readonly notBefore: number;
  readonly notAfter: number | null;
  readonly state: "active" | "retired" | "compromised";
  readonly allow: Bytes;
  readonly algorithm: string;
}

export interface Ring {
  readonly event: string;
  readonly epoch: number;
  readonly keys: ReadonlyMap<number, RingKey>;
}

export interface Status {
  readonly event: string;
  readonly seq: number;
  readonly asOfMs: number;
  readonly size: number;
  readonly revoked: Bytes;
  readonly used: Bytes;
  readonly minGeneration: ReadonlyMap<number, number>;
}

type Json = Record<string, unknown>;
const LIMIT = 1 << 24;

/** ticket-proof section 11: the payload, or an error unless the root key signed it. */
export function open(signed: Signed, rootKey: Uint8Array, purpose: "ring" | "status"): Json {
  const payload = fromBase64(signed.payload);
  const message = join(utf8(`bilten/${purpose}\0`), payload);
  if (!verify(rootKey, message, fromBase64(signed.signature))) throw new Error("not signed by the root key");
  return object(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(payload)));
}

/** ticket-proof section 8. */
export function readRing(value: Json): Ring {
  const keys = Object.entries(object(value["keys"])).map(([name, entry]) => {
    if (!/^(0|[1-9]\d{0,2})$/.test(name) || Number(name) > 255) throw new Error("not a key id");
    return [Number(name), readKey(object(entry))] as const;
  });
  return { event: text(value["event"]), epoch: whole(value["epoch"]), keys: new Map(keys) };
}

/** ticket-proof section 9: the list after `payload`, or an error if it does not follow `now`. */
export function follow(now: Status | null, payload: Json): Status {
  const next = "after" in payload ? change(now, payload) : wholeList(payload);
  if (now !== null && (next.event !== now.event || next.seq < now.seq)) throw new Error("not a later list");
  return next;
}

/** What lies beyond the bytes is not in the list. */
export function has(bitmap: Uint8Array, index: number): boolean {
  return ((bitmap[index >> 3] ?? 0) & (1 << (index & 7))) !== 0;
}

export function count(bitmap: Uint8Array): number {
  let total = 0;
  for (let byte of bitmap) for (; byte; byte &= byte - 1) total += 1;
  return total;
}

export function object(value: unknown): Json {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Error("not an object");
  return value as Json;
}

export function list(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new Error("not a list");
  return value;
}

export function text(value: unknown): string {
  if (typeof value !== "string") throw new Error("not text");
  return value;
}

export function whole(value: unknown, low = 0, high = Number.MAX_SAFE_INTEGER): number {
  if (!Number.isSafeInteger(value)) throw new Error("not a whole number");
  const number = value as number;
  if (number < low || number > high) throw new Error("not in range");
  return number;
}

export function bytes(value: unknown, size?: number): Bytes {
  const raw = fromBase64(text(value));
  if (size !== undefined && raw.length !== size) throw new Error("of another length");
  return raw;
}

function readKey(value: Json): RingKey {
  const state = text(value["state"]);
  if (state !== "active" && state !== "retired" && state !== "compromised") throw new Error("not a state");
  const end = value["not_after"] ?? null;
  return {
    public: bytes(value["public"], 32),
    notBefore: whole(value["not_before"]),
    notAfter: end === null ? null : whole(end),
    state,
    allow: bytes(value["allow"] ?? ""),
    algorithm: text(value["alg"]),
  };
}

function wholeList(value: Json): Status {
  const size = whole(value["size"], 0, LIMIT);
  return {
    event: text(value["event"]),
    seq: whole(value["seq"]),
    asOfMs: whole(value["as_of_ms"]),
    size,
    revoked: bytes(value["revoked"], (size + 7) >> 3),
    used: bytes(value["used"], (size + 7) >> 3),
    minGeneration: generations(value["min_generation"]),
  };
}

function change(now: Status | null, value: Json): Status {
  if (now === null || value["after"] !== now.seq) throw new Error("a change of a list that is not here");
  return {
    event: text(value["event"]),
    seq: whole(value["seq"]),
    asOfMs: whole(value["as_of_ms"]),
    size: now.size,
    revoked: flipped(now.revoked, object(value["revoked"]), now.size),
    used: flipped(now.used, object(value["used"]), now.size),
    minGeneration: new Map([...now.minGeneration, ...generations(value["min_generation"])]),
  };
}

function flipped(bitmap: Bytes, sides: Json, size: number): Bytes {
  const raw = bitmap.slice();
  for (const i of list(sides["on"]).map((index) => whole(index, 0, size - 1))) raw[i >> 3]! |= 1 << (i & 7);
  for (const i of list(sides["off"]).map((index) => whole(index, 0, size - 1))) raw[i >> 3]! &= ~(1 << (i & 7));
  return raw;
}

function generations(value: unknown): Map<number, number> {
  const pairs = list(value).map((pair) => {
    const [index, generation, ...rest] = list(pair);
    if (rest.length > 0) throw new Error("not a pair");
    return [whole(index, 0, LIMIT - 1), whole(generation, 0, 255)] as const;
  });
  return new Map(pairs);
}
