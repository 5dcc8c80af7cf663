/**
 * Entries up, lists down. Everything is safe to repeat: an entry leaves the queue only by an answer,
 * a list never goes back, and one thing happens at a time.
 */

import { ed25519 } from "@noble/curves/ed25519.js";
import { fromBase64, toBase64 } from "./bytes.ts";
import { append, type Draft, type Entry } from "./entries.ts";
import type { Signed, Status } from "./feeds.ts";
import { makeQueue } from "./queue.ts";
import {
  listFrom,
  listOf,
  nothingYet,
  ringOf,
  statusOf,
  type Clock,
  type Device,
  type KeptList,
  type Pack,
  type Session,
} from "./session.ts";
import type { Kept, Store } from "./store.ts";

export interface Answer {
  status: number;
  body: any;
  /** The server's time when it answered, if it said so. */
  serverMs: number | null;
}

/** The door to the server; throws when there is no connection. */
export type Net = (method: "GET" | "POST", path: string, token: string | null, body?: unknown) => Promise<Answer>;

export interface Result {
  seq: number;
  outcome: "canonical" | "repeat" | "incident" | "noted" | "refused";
  first?: { gate: string; at_ms: number; device: string } | null;
}

export class Refused extends Error {
  readonly code: string;
  readonly status: number;
  constructor({ status, body }: Answer) {
    super(body?.code ?? `http_${status}`);
    this.code = this.message;
    this.status = status;
  }
}

export const REVOKED = "device_revoked";
const BATCH = 200;

export interface Sync {
  load(): Promise<Session | null>;
  enrol(token: string, name: string): Promise<Session>;
  record(draft: Draft): Promise<Entry>;
  /** Send what is unsent, in order. */
  upload(): Promise<Result[]>;
  /** Send what is unsent, then ask for news. */
  contact(): Promise<Result[]>;
  refresh(): Promise<void>;
  wipe(): Promise<void>;
  readonly session: () => Session | null;
}

export function makeSync(store: Store, net: Net, now: () => number): Sync {
  let session: Session | null = null;
  const onWire = makeQueue();
  const inLog = makeQueue(); // of its own: writing down a scan never waits for the network

  async function call(method: "GET" | "POST", path: string, body?: unknown): Promise<any> {
    const sent = now();
    let answer: Answer;
    try {
      answer = await net(method, path, session?.device.token ?? null, body);
    } catch (error) {
      if (session) session = { ...session, online: false };
      throw error;
    }
    const met = now();
    if (session && answer.serverMs !== null) {
      const clock: Clock = { offsetMs: Math.round(answer.serverMs - (sent + met) / 2), measuredMs: met };
      session = { ...session, clock, online: answer.status < 500 };
    }
    if (answer.status >= 400) throw refusal(answer);
    await renew(answer.body?.token_expires_at ?? answer.body?.pack?.token_expires_at);
    return answer.body;
  }

  /** A token that counts no more ends the device's access, until it is enrolled again. */
  function refusal(answer: Answer): Refused {
    const refused = new Refused(answer);
    if (session && answer.status === 401 && refused.code !== REVOKED) {
      session = { ...session, device: { ...session.device, expiresMs: 0 } };
    }
    return refused;
  }

  async function renew(expires: unknown): Promise<void> {
    if (!session || typeof expires !== "string" || Number.isNaN(Date.parse(expires))) return;
    const expiresMs = Date.parse(expires);
    if (expiresMs === session.device.expiresMs) return;
    session = { ...session, device: { ...session.device, expiresMs } };
    await store.set("device", session.device);
  }

  async function takePack(pack: Pack): Promise<void> {
    if (!session) return;
    session = { ...session, pack, ring: ringOf(pack, session.device.rootKey) };
    await store.set("pack", pack);
  }

  async function pullStatus(): Promise<void> {
    if (!session) return;
    const { device, pack } = session;
    let body = await call("GET", `status?after=${session.status.seq}`);
    let status = followed(body, session.status, device, pack);
    if (status === null) {
      body = await call("GET", "status?after=0");
      status = followed(body, session.status, device, pack);
    }
    if (status === null) return;
    const isNews = status.seq !== session.status.seq;
    session = { ...session, status };
    if (isNews) await store.set("status", listOf(session.status));
    if (body.pack_version !== undefined && body.pack_version !== pack.pack_version) {
      await takePack(await call("GET", "pack"));
    }
  }

  async function push(): Promise<Result[]> {
    const results: Result[] = [];
    for (;;) {
      const unsent = session?.log.filter((kept) => kept.outcome === null).slice(0, BATCH) ?? [];
      if (unsent.length === 0) return results;
      const body = await call("POST", "scans", { clock_ms: now(), entries: unsent.map(({ entry }) => entry) });
      const answered = settle(unsent, (body.results ?? []) as Result[]);
      if (answered.length === 0) return results;
      results.push(...answered.map(({ result }) => result));
      for (const { kept } of answered) await store.putEntry(kept);
    }
  }

  function settle(unsent: readonly Kept[], results: Result[]): { kept: Kept; result: Result }[] {
    if (!session) return [];
    const bySeq = new Map(results.map((result) => [result.seq, result]));
    const settledMs = now() + session.clock.offsetMs;
    const answered = unsent.flatMap(({ entry }) => {
      const result = bySeq.get(entry.seq);
      if (!result) return [];
      const listed = result.outcome !== "refused";
      return [{ result, kept: { entry, outcome: result.outcome, settledMs: listed ? settledMs : null } }];
    });
    const changed = new Map(answered.map(({ kept }) => [kept.entry.seq, kept]));
    session = { ...session, log: session.log.map((kept) => changed.get(kept.entry.seq) ?? kept) };
    return answered;
  }

  async function enrol(token: string, name: string): Promise<Session> {
    const old = session ?? (await load());
    if (old) await push().catch(() => []); // the old token's last chance
    const privateKey = old ? fromBase64(old.device.privateKey) : ed25519.utils.randomSecretKey();
    const publicKey = toBase64(ed25519.getPublicKey(privateKey));
    const sent = now();
    const answer = await net("POST", "enrol", null, { token, device_key: publicKey, name, clock_ms: sent });
    const met = now();
    if (answer.status >= 400) throw new Refused(answer);
    const { body } = answer;
    const device: Device = {
      id: body.device_id,
      name,
      token: body.device_token,
      expiresMs: Date.parse(body.token_expires_at),
      rootKey: body.root_key,
      privateKey: toBase64(privateKey),
    };
    const pack: Pack = body.pack;
    const ring = ringOf(pack, device.rootKey);
    const goesOn = old?.device.id === device.id && old.pack.event.id === pack.event.id;
    if (!goesOn) await putAway(old);
    const clock = { offsetMs: Math.round((answer.serverMs ?? met) - (sent + met) / 2), measuredMs: met };
    const status = goesOn ? old.status : nothingYet(pack.event.id);
    session = { device, pack, ring, status, clock, log: goesOn ? (session?.log ?? old.log) : [], online: true };
    await pullStatus();
    for (const [key, value] of Object.entries({ device, pack, clock, status: listOf(session.status) })) {
      await store.set(key, value);
    }
    return session;
  }

  /** Another device's log begins; what the old one could not send is kept beside it. */
  async function putAway(old: Session | null): Promise<void> {
    const unsent = session?.log.filter(({ outcome }) => outcome === null) ?? [];
    if (old && unsent.length > 0) await store.set(`unsent of ${old.device.id}`, unsent);
    await store.clearEntries();
  }

  async function load(): Promise<Session | null> {
    const [device, pack] = [await store.get<Device>("device"), await store.get<Pack>("pack")];
    const listed = await store.get<KeptList>("status");
    if (!device || !pack || !listed) return null;
    const clock = (await store.get<Clock>("clock")) ?? { offsetMs: 0, measuredMs: null };
    const log = (await store.entries()).sort((a, b) => a.entry.seq - b.entry.seq);
    const ring = ringOf(pack, device.rootKey);
    session = { device, pack, ring, status: listFrom(listed), clock, log, online: false };
    return session;
  }

  return {
    session: () => session,
    load: () => onWire(load),
    enrol: (token, name) => onWire(() => enrol(token, name)),
    record: (draft) =>
      inLog(async () => {
        if (!session) throw new Error("not enrolled");
        const { device, log } = session;
        const entry = append(draft, log.at(-1)?.entry ?? null, device.id, fromBase64(device.privateKey));
        const kept = { entry, outcome: null, settledMs: null };
        await store.putEntry(kept);
        session = { ...session, log: [...session.log, kept] };
        return entry;
      }),
    upload: () => onWire(push),
    contact: () =>
      onWire(async () => {
        const results = await push();
        await pullStatus();
        if (session) await store.set("clock", session.clock);
        return results;
      }),
    refresh: () => onWire(async () => takePack(await call("GET", "pack"))),
    wipe: () =>
      inLog(async () => {
        await store.wipe();
        session = null;
      }),
  };
}

function followed(signed: Signed, now: Status, device: Device, pack: Pack): Status | null {
  try {
    return statusOf(signed, now, device.rootKey, pack.event.id);
  } catch {
    return null;
  }
}
