/** What a device knows: who it is, its pack, its list, its clock, its log. Facts for a verdict come from here. */

import { fromBase64, toBase64 } from "./bytes.ts";
import { letPass } from "./entries.ts";
import { count, follow, has, open, readRing, type Ring, type Signed, type Status } from "./feeds.ts";
import type { Kept } from "./store.ts";
import type { Direction, Facts } from "./verdict.ts";

export interface Device {
  id: string;
  name: string;
  token: string;
  expiresMs: number;
  rootKey: string;
  privateKey: string;
}

export interface Gate {
  id: string;
  name: string;
  number: number;
}

export interface Pack {
  organizer: { id: string; name: string };
  event: { id: string; title: string; venue: string; starts_at: string; ends_at: string; time_zone: string };
  gate: Gate & { classes: number[]; rights: number };
  gates: Gate[];
  ring: Signed;
  rotation_key: string | null;
  classes: { number: number; name: string; note: string }[];
  guests: Record<string, string>;
  capacity: number | null;
  reentry: boolean;
  pack_version?: string | number;
  token_expires_at?: string;
}

export interface Clock {
  offsetMs: number;
  measuredMs: number | null;
}

export interface Session {
  device: Device;
  pack: Pack;
  ring: Ring;
  status: Status;
  clock: Clock;
  log: readonly Kept[];
  online: boolean;
}

const OFFSET_LIMIT_MS = 120_000;
const MEASURED_LIMIT_MS = 12 * 3_600_000;

/** Open a pack's ring with the pinned root key; throws when it is not for the pack's own event. */
export function ringOf(pack: Pack, rootKey: string): Ring {
  const ring = readRing(open(pack.ring, fromBase64(rootKey), "ring"));
  if (ring.event !== pack.event.id) throw new Error("a ring of another event");
  return ring;
}

/** Open a status answer; throws when it is not a later list of this event. */
export function statusOf(signed: Signed, now: Status | null, rootKey: string, event: string): Status {
  const next = follow(now, open(signed, fromBase64(rootKey), "status"));
  if (next.event !== event) throw new Error("a list of another event");
  return next;
}

/** A list in the form in which it is kept. */
export function listOf({ revoked, used, minGeneration, ...rest }: Status) {
  return { ...rest, revoked: toBase64(revoked), used: toBase64(used), minGeneration: [...minGeneration] };
}
export type KeptList = ReturnType<typeof listOf>;

export function listFrom({ revoked, used, minGeneration, ...rest }: KeptList): Status {
  return { ...rest, revoked: fromBase64(revoked), used: fromBase64(used), minGeneration: new Map(minGeneration) };
}

/** The list before the first contact. */
export function nothingYet(event: string): Status {
  const none = new Uint8Array(0);
  return { event, seq: 0, asOfMs: 0, size: 0, revoked: none, used: none, minGeneration: new Map() };
}

export function clockIsOff({ offsetMs }: Clock): boolean {
  return Math.abs(offsetMs) > OFFSET_LIMIT_MS;
}

export function isSynchronised(clock: Clock, nowMs: number): boolean {
  return clock.measuredMs !== null && nowMs - clock.measuredMs < MEASURED_LIMIT_MS && !clockIsOff(clock);
}

export function listAgeS(session: Session, nowMs: number): number {
  return Math.max(0, Math.floor((nowMs + session.clock.offsetMs - session.status.asOfMs) / 1000));
}

export function unsentOf(session: Session): number {
  return session.log.reduce((total, kept) => total + (kept.outcome === null ? 1 : 0), 0);
}

/** The last direction of tickets this device let pass, as long as the list cannot tell of it. */
export function ownPasses({ log, status }: Session): Map<number, Direction> {
  const own = new Map<number, Direction>();
  for (const { entry, settledMs } of log) {
    if (entry.index === null || !letPass(entry)) continue;
    if (settledMs !== null && settledMs < status.asOfMs) own.delete(entry.index);
    else own.set(entry.index, entry.direction);
  }
  return own;
}

/** People inside as far as known: the list's, and this device's own since. */
export function insideOf(session: Session): number {
  let inside = count(session.status.used);
  for (const [index, direction] of ownPasses(session)) {
    const listed = has(session.status.used, index);
    if (direction === "in" && !listed) inside += 1;
    if (direction === "out" && listed) inside -= 1;
  }
  return inside;
}

export function factsOf(session: Session, direction: Direction, nowMs: number): Facts {
  const { ring, status, pack, clock } = session;
  return {
    ring,
    status,
    gate: pack.gate,
    clock: Math.floor((nowMs + clock.offsetMs) / 1000),
    rotationKey: pack.rotation_key === null ? null : fromBase64(pack.rotation_key),
    synchronised: isSynchronised(clock, nowMs),
    listAgeS: listAgeS(session, nowMs),
    direction,
    own: ownPasses(session),
    inside: insideOf(session),
    capacity: pack.capacity,
  };
}
