/** The decision at the gate: facts in, one of sixteen verdicts out. spec/scan-verdict.md, section 2. */

import { same } from "./bytes.ts";
import { has, type Ring, type RingKey, type Status } from "./feeds.ts";
import {
  BOUND,
  FLAG,
  NO_END,
  STATIC,
  UNIT_S,
  eventTag,
  isFresh,
  isHeld,
  isLive,
  isSigned,
  parse,
  ticketSecret,
  type Proof,
} from "./proof.ts";

export const VERDICTS = [
  "unreadable",
  "unsupported_version",
  "wrong_event",
  "unknown_key",
  "bad_signature",
  "compromised_key",
  "not_yet_valid",
  "expired",
  "revoked",
  "superseded",
  "wrong_gate",
  "rotation_required",
  "stale_code",
  "already_used",
  "capacity",
  "admitted",
] as const;
export type Verdict = (typeof VERDICTS)[number];
export type Tone = "green" | "amber" | "red";
export type Direction = "in" | "out";

const OLD_LIST_S = 600;

export interface Facts {
  readonly ring: Ring;
  readonly status: Status;
  readonly gate: { readonly classes: readonly number[]; readonly rights: number };
  /** Unix seconds, corrected by the measured offset. */
  readonly clock: number;
  readonly rotationKey: Uint8Array | null;
  readonly synchronised: boolean;
  readonly listAgeS: number;
  readonly direction: Direction;
  /** The last direction of tickets this device let pass and the list does not yet tell of. */
  readonly own: ReadonlyMap<number, Direction>;
  readonly inside: number;
  readonly capacity: number | null;
}

export interface Decision {
  readonly verdict: Verdict;
  readonly tone: Tone;
  readonly proof: Proof | null;
}

/** The first verdict that applies to `shown`. Never throws on what a guest shows. */
export function decide(shown: string, facts: Facts): Decision {
  const proof = parse(shown);
  if (typeof proof === "string") return { verdict: proof, tone: "red", proof: null };
  const verdict = firstRefusal(proof, facts) ?? "admitted";
  return { verdict, tone: toneOf(verdict, facts.listAgeS), proof };
}

function toneOf(verdict: Verdict, listAgeS: number): Tone {
  if (verdict === "admitted") return "green";
  if (verdict === "rotation_required" || verdict === "capacity") return "amber";
  return verdict === "unknown_key" && listAgeS > OLD_LIST_S ? "amber" : "red";
}

function firstRefusal(proof: Proof, facts: Facts): Verdict | null {
  const inward = facts.direction === "in";
  return (
    notOurs(proof, facts) ??
    (inward ? notValid(proof, facts) : null) ??
    notLive(proof, facts) ??
    (inward ? noPlace(proof, facts) : null)
  );
}

/** Checks 3 to 6: who made this? */
function notOurs(proof: Proof, { ring, clock }: Facts): Verdict | null {
  if (!same(proof.eventTag, eventTag(ring.event))) return "wrong_event";
  const key = ring.keys.get(proof.keyId);
  if (key === undefined || !countsAt(key, clock)) return "unknown_key";
  if (!isSigned(key.public, ring.event, proof)) return "bad_signature";
  if (proof.profile === BOUND && !isHeld(proof)) return "bad_signature";
  return key.state === "compromised" && !has(key.allow, proof.index) ? "compromised_key" : null;
}

/** Checks 7 to 11: is this ticket good, here and now? */
function notValid(proof: Proof, { ring, status, gate, clock }: Facts): Verdict | null {
  const sinceEpoch = clock - ring.epoch;
  if (sinceEpoch < proof.notBefore * UNIT_S) return "not_yet_valid";
  if (proof.notAfter !== NO_END && sinceEpoch > proof.notAfter * UNIT_S) return "expired";
  if (has(status.revoked, proof.index)) return "revoked";
  if (proof.generation < (status.minGeneration.get(proof.index) ?? 0)) return "superseded";
  const inClass = gate.classes.length === 0 || gate.classes.includes(proof.ticketClass);
  return inClass && (proof.rights & gate.rights) === gate.rights ? null : "wrong_gate";
}

/** Checks 12 and 13: is this the ticket, or a picture of it? */
function notLive(proof: Proof, facts: Facts): Verdict | null {
  if (proof.flags & FLAG.rotationRequired && proof.profile === STATIC) return "rotation_required";
  return isNow(proof, facts) ? null : "stale_code";
}

/** Checks 14 and 15: is somebody in on it already, and is there room? */
function noPlace(proof: Proof, { own, status, inside, capacity }: Facts): Verdict | null {
  const last = own.get(proof.index) ?? (has(status.used, proof.index) ? "in" : "out");
  if (last === "in") return "already_used";
  return capacity !== null && inside >= capacity ? "capacity" : null;
}

function countsAt(key: RingKey, clock: number): boolean {
  const ended = key.notAfter !== null && clock > key.notAfter;
  return key.algorithm === "Ed25519" && key.notBefore <= clock && !ended;
}

function isNow(proof: Proof, { ring, rotationKey, clock, synchronised }: Facts): boolean {
  if (proof.profile === STATIC) return true;
  if (proof.profile === BOUND) return isFresh(proof, clock);
  if (rotationKey === null) return false;
  const secret = ticketSecret(rotationKey, ring.event, proof.index, proof.generation);
  return isLive(secret, proof.tail, clock, synchronised ? 1 : 2);
}
