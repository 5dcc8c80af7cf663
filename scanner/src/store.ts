/**
 * What a device keeps, in IndexedDB: every record encrypted with a key that cannot leave the browser.
 * Facts are kept by name; log entries by number, with the server's answer once there is one.
 */

import type { Entry } from "./entries.ts";
import { utf8, type Bytes } from "./bytes.ts";

export interface Kept {
  entry: Entry;
  outcome: string | null;
  /** Server time of the answer. */
  settledMs: number | null;
}

export interface Store {
  get<T>(name: string): Promise<T | undefined>;
  set(name: string, value: unknown): Promise<void>;
  putEntry(kept: Kept): Promise<void>;
  entries(): Promise<Kept[]>;
  clearEntries(): Promise<void>;
  wipe(): Promise<void>;
}

interface Sealed {
  iv: Bytes;
  data: ArrayBuffer;
}

const NAME = "bilten-scanner";
const FACTS = "facts";
const LOG = "log";
const KEYS = "keys";

export async function openStore(): Promise<Store> {
  const db = await openDatabase();
  const key = await ownKey(db);

  async function seal(label: string, value: unknown): Promise<Sealed> {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const how = { name: "AES-GCM", iv, additionalData: utf8(label) };
    return { iv, data: await crypto.subtle.encrypt(how, key, utf8(JSON.stringify(value))) };
  }

  async function unseal<T>(label: string, { iv, data }: Sealed): Promise<T> {
    const how = { name: "AES-GCM", iv, additionalData: utf8(label) };
    return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(how, key, data))) as T;
  }

  return {
    async get<T>(name: string) {
      const sealed = await ask<Sealed | undefined>(db.transaction(FACTS).objectStore(FACTS).get(name));
      return sealed && unseal<T>(name, sealed);
    },
    async set(name, value) {
      await write(db, FACTS, await seal(name, value), name);
    },
    async putEntry(kept) {
      await write(db, LOG, await seal(`log ${kept.entry.seq}`, kept), kept.entry.seq);
    },
    async entries() {
      const log = db.transaction(LOG).objectStore(LOG);
      const [numbers, records] = await Promise.all([ask(log.getAllKeys()), ask<Sealed[]>(log.getAll())]);
      return Promise.all(records.map((sealed, i) => unseal<Kept>(`log ${String(numbers[i])}`, sealed)));
    },
    async clearEntries() {
      const change = db.transaction(LOG, "readwrite");
      change.objectStore(LOG).clear();
      await done(change);
    },
    async wipe() {
      const change = db.transaction([FACTS, LOG, KEYS], "readwrite");
      for (const name of [FACTS, LOG, KEYS]) change.objectStore(name).clear();
      await done(change);
      db.close();
      indexedDB.deleteDatabase(NAME);
    },
  };
}

function openDatabase(): Promise<IDBDatabase> {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    for (const name of [FACTS, LOG, KEYS]) request.result.createObjectStore(name);
  };
  return ask(request);
}

async function ownKey(db: IDBDatabase): Promise<CryptoKey> {
  const kept = await ask<CryptoKey | undefined>(db.transaction(KEYS).objectStore(KEYS).get("key"));
  if (kept) return kept;
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  await write(db, KEYS, made, "key");
  return made;
}

async function write(db: IDBDatabase, store: string, value: unknown, key: IDBValidKey): Promise<void> {
  const change = db.transaction(store, "readwrite", { durability: "strict" });
  change.objectStore(store).put(value, key);
  await done(change);
}

function ask<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function done(change: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    change.oncomplete = () => resolve();
    change.onerror = change.onabort = () => reject(change.error);
  });
}
