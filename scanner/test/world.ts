/** A little world for stories: an event with its keys, a store in memory, a server that can be cut off. */

import { ed25519 } from "@noble/curves/ed25519.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { be, fromBase64, join, toBase64, utf8, uuidBytes, type Bytes } from "../src/bytes.ts";
import { judge, letPass, type Entry } from "../src/entries.ts";
import { eventTag } from "../src/proof.ts";
import type { Pack } from "../src/session.ts";
import type { Kept, Store } from "../src/store.ts";
import type { Answer, Net, Result } from "../src/sync.ts";

export const EVENT = "018f2f3e-7b1a-7c3d-9e5f-0123456789ab";
export const T0 = 1_900_000_000_000;
const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
const key = (word: string): Bytes => sha256(utf8(word)) as Bytes;

/** The text of a static ticket. */
export function ticket(index: number, flags = 0): string {
  const head = join(be(0x10, 1), be(1, 1), eventTag(EVENT), be(index, 3), be(0, 1), be(2, 1), be(0, 2));
  const body = join(head, be(0, 2), be(0xffff, 2), be(flags, 1), utf8("once"));
  const signature = ed25519.sign(join(utf8("bilten/bt1\0"), uuidBytes(EVENT), body), key("event"));
  const raw = join(body, signature);
  let text = "BT1:";
  for (let i = 0; i < raw.length; i += 2) {
    const pair = raw[i]! * 256 + raw[i + 1]!;
    text += ALPHABET[pair % 45]! + ALPHABET[Math.floor(pair / 45) % 45]! + ALPHABET[Math.floor(pair / 2025)]!;
  }
  return text;
}

function signed(purpose: string, value: unknown) {
  const payload = utf8(JSON.stringify(value));
  const signature = ed25519.sign(join(utf8(`bilten/${purpose}\0`), payload), key("root"));
  return { payload: toBase64(payload), signature: toBase64(signature) };
}

export function pack(changes: Partial<Pack> = {}): Pack {
  const entry = { alg: "Ed25519", public: toBase64(ed25519.getPublicKey(key("event"))), not_before: 0, not_after: null, state: "active" };
  return {
    organizer: { id: EVENT, name: "Nile Nights" },
    event: { id: EVENT, title: "Jazz", venue: "Corniche", starts_at: "", ends_at: "", time_zone: "Africa/Cairo" },
    gate: { id: EVENT, name: "Gate A", number: 1, classes: [], rights: 0 },
    gates: [],
    ring: signed("ring", { event: EVENT, epoch: 0, keys: { "1": entry } }),
    rotation_key: null,
    classes: [],
    guests: {},
    capacity: null,
    reentry: false,
    ...changes,
  };
}

export function makeStore(): Store & { wiped: boolean } {
  const facts = new Map<string, string>();
  const log = new Map<number, string>();
  return {
    wiped: false,
    async get<T>(name: string) {
      const kept = facts.get(name);
      return kept === undefined ? undefined : (JSON.parse(kept) as T);
    },
    async set(name, value) {
      facts.set(name, JSON.stringify(value));
    },
    async putEntry(kept) {
      log.set(kept.entry.seq, JSON.stringify(kept));
    },
    async entries() {
      return [...log.values()].map((kept) => JSON.parse(kept) as Kept);
    },
    async clearEntries() {
      log.clear();
    },
    async wipe() {
      facts.clear();
      log.clear();
      this.wiped = true;
    },
  };
}

/** A server for several devices, with the ways in which a network fails. */
export class Server {
  mode: "up" | "down" | "loses answers" | "revoked" | "forgets token" = "up";
  pack = pack();
  nowMs = T0;
  seq = 0;
  readonly received: Entry[] = [];
  readonly used = new Map<number, Entry>();
  private readonly logs = new Map<string, Entry[]>();
  private readonly publicKeys = new Map<string, string>();

  net: Net = async (method, path, token, body) => {
    if (this.mode === "down") throw new TypeError("no connection");
    const answer = this.answer(`${method} ${path.split("?")[0]}`, token, body as any);
    if (this.mode === "loses answers") throw new TypeError("connection lost");
    return { ...answer, serverMs: this.nowMs };
  };

  private answer(what: string, token: string | null, body: any): Omit<Answer, "serverMs"> {
    if (what === "POST enrol") return this.enrol(body);
    if (this.mode === "revoked") return { status: 401, body: { code: "device_revoked" } };
    if (this.mode === "forgets token" || !token) return { status: 401, body: { code: "unauthenticated" } };
    if (what === "GET pack") return { status: 200, body: this.pack };
    if (what === "GET status") return { status: 200, body: signed("status", this.status()) };
    return { status: 200, body: { results: body.entries.map((entry: Entry) => this.take(entry, token)) } };
  }

  private enrol({ token, device_key }: { token: string; device_key: string }): Omit<Answer, "serverMs"> {
    if (token !== "once") return { status: 410, body: { code: "token_used" } };
    const id = [...this.publicKeys].find(([, known]) => known === device_key)?.[0] ?? `device-${this.publicKeys.size + 1}`;
    this.publicKeys.set(id, device_key);
    const root_key = toBase64(ed25519.getPublicKey(key("root")));
    const token_expires_at = new Date(this.nowMs + 86_400_000).toISOString();
    return { status: 200, body: { device_id: id, device_token: id, token_expires_at, root_key, pack: this.pack } };
  }

  private status() {
    const used = new Uint8Array(8);
    for (const index of this.used.keys()) used[index >> 3]! |= 1 << (index & 7);
    this.seq += 1;
    const none = toBase64(new Uint8Array(8));
    return { event: EVENT, seq: this.seq, as_of_ms: this.nowMs, size: 64, revoked: none, used: toBase64(used), min_generation: [] };
  }

  private take(entry: Entry, device: string): Result {
    const log = this.logs.get(device) ?? [];
    this.logs.set(device, log);
    if (log.some(({ seq }) => seq === entry.seq)) return { seq: entry.seq, outcome: "repeat" };
    if (judge(entry, log.at(-1) ?? null, fromBase64(this.publicKeys.get(device)!)) !== "ok") {
      return { seq: entry.seq, outcome: "refused" };
    }
    log.push(entry);
    this.received.push(entry);
    if (!letPass(entry) || entry.index === null) return { seq: entry.seq, outcome: "noted" };
    const first = this.used.get(entry.index);
    if (first) return { seq: entry.seq, outcome: "incident", first: { gate: "Gate B", at_ms: first.clock_ms, device: first.device } };
    this.used.set(entry.index, entry);
    return { seq: entry.seq, outcome: "canonical" };
  }
}
