/** Offline, conflict, interruption, replay, revocation: a device with a store in memory and a server in hand. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { update } from "../src/app.ts";
import { isSynchronised, ownPasses, unsentOf } from "../src/session.ts";
import { START, type Effect, type Message, type State } from "../src/state.ts";
import { Refused, makeSync } from "../src/sync.ts";
import { Server, T0, makeStore, pack, ticket } from "./world.ts";

/** A scanner without page or camera: the app, its doors, and what it was told to do. */
async function makeScanner(server: Server, store = makeStore()) {
  const clock = { ms: T0 };
  const sync = makeSync(store, server.net, () => clock.ms);
  let state: State = START;
  const signals: string[] = [];

  function tell(message: Message): readonly Effect[] {
    const [next, effects] = update({ ...state, nowMs: clock.ms }, message);
    state = next;
    for (const effect of effects) if (effect.type === "signal") signals.push(effect.verdict);
    return effects;
  }

  async function scan(text: string, by: "hand" | "camera" = "hand"): Promise<string | undefined> {
    clock.ms += 1000;
    for (const effect of tell({ type: "seen", text, by })) if (effect.type === "record") await record(effect);
    return state.shown?.decision.verdict;
  }

  async function record(effect: Effect & { type: "record" }): Promise<void> {
    const entry = await sync.record(effect.draft);
    const results = await sync.upload().catch(() => []);
    const own = results.find(({ seq }) => seq === entry.seq) ?? null;
    if (effect.ask) {
      for (const next of tell({ type: "answered", id: effect.id, result: own })) if (next.type === "record") await record(next);
    }
    tell({ type: "synced", session: sync.session(), results: effect.ask ? results.filter((r) => r !== own) : results });
  }

  async function contact(): Promise<string | null> {
    try {
      tell({ type: "synced", session: sync.session(), results: await sync.contact() });
      tell({ type: "synced", session: sync.session(), results: [] });
      return null;
    } catch (error) {
      tell({ type: "synced", session: sync.session(), results: [] });
      return error instanceof Refused ? error.code : "offline";
    }
  }

  const loaded = await sync.load();
  if (loaded) tell({ type: "started", session: loaded, token: "" });
  else tell({ type: "enrolled", session: await sync.enrol("once", "North phone") });
  return { clock, sync, store, scan, tell, record, contact, signals, state: () => state, session: () => sync.session()! };
}

test("a scan online is sent at once and admitted when the server agrees", async () => {
  const server = new Server();
  const scanner = await makeScanner(server);

  assert.equal(await scanner.scan(ticket(7)), "admitted");

  assert.equal(server.received.length, 1);
  assert.equal(unsentOf(scanner.session()), 0);
  assert.deepEqual(scanner.signals, ["admitted"]);
});

test("scans offline are kept, known to the device, and sent in order later", async () => {
  const server = new Server();
  const scanner = await makeScanner(server);
  server.mode = "down";
  await scanner.contact();

  assert.equal(await scanner.scan(ticket(7)), "admitted");
  assert.equal(await scanner.scan(ticket(7)), "already_used");
  assert.equal(await scanner.scan(ticket(8)), "admitted");
  assert.equal(unsentOf(scanner.session()), 3);
  server.mode = "up";
  await scanner.contact();

  assert.deepEqual(server.received.map(({ seq }) => seq), [1, 2, 3]);
  assert.equal(unsentOf(scanner.session()), 0);
});

test("a device that restarts remembers whom it let in", async () => {
  const server = new Server();
  const before = await makeScanner(server);
  server.mode = "down";
  await before.scan(ticket(7));

  const after = await makeScanner(server, before.store);

  assert.equal(await after.scan(ticket(7)), "already_used");
  server.mode = "up";
  await after.contact();
  assert.deepEqual(server.received.map(({ verdict }) => verdict), ["admitted", "already_used"]);
});

test("an upload whose answer was lost is repeated without duplicates", async () => {
  const server = new Server();
  const scanner = await makeScanner(server);
  server.mode = "loses answers";
  await scanner.scan(ticket(7));
  await scanner.scan(ticket(8));
  assert.equal(unsentOf(scanner.session()), 2);

  server.mode = "up";
  await scanner.contact();

  assert.equal(server.received.length, 2);
  assert.deepEqual(scanner.session().log.map(({ outcome }) => outcome), ["repeat", "repeat"]);
});

test("online, the server's earlier admission turns the guest away, and that is logged", async () => {
  const server = new Server();
  const [north, south] = [await makeScanner(server), await makeScanner(server)];
  await north.scan(ticket(7));

  assert.equal(await south.scan(ticket(7)), "already_used");

  assert.deepEqual(south.state().shown?.first, { gate: "Gate B", atMs: T0 + 1000 });
  assert.deepEqual(south.signals, ["already_used"]);
  assert.deepEqual(server.received.slice(1).map(({ verdict }) => verdict), ["admitted", "already_used"]);
});

test("two devices offline both admit; on meeting the server one is warned", async () => {
  const server = new Server();
  const [north, south] = [await makeScanner(server), await makeScanner(server)];
  server.mode = "down";
  assert.equal(await north.scan(ticket(7)), "admitted");
  assert.equal(await south.scan(ticket(7)), "admitted");
  server.mode = "up";

  await north.contact();
  await south.contact();

  assert.equal(north.state().warning, null);
  assert.deepEqual(south.state().warning, { gate: "Gate B", atMs: T0 + 1000, index: 7 });
});

test("the status list tells a device what others did", async () => {
  const server = new Server();
  const [north, south] = [await makeScanner(server), await makeScanner(server)];
  await north.scan(ticket(7));
  server.nowMs += 5000;

  await south.contact();
  server.mode = "down";

  assert.equal(await south.scan(ticket(7)), "already_used");
});

test("what the list tells, the device no longer has to remember", async () => {
  const server = new Server();
  const scanner = await makeScanner(server);
  await scanner.scan(ticket(7));
  assert.equal(ownPasses(scanner.session()).size, 1);

  server.nowMs += 5000;
  await scanner.contact();

  assert.equal(ownPasses(scanner.session()).size, 0);
  assert.equal(await scanner.scan(ticket(7)), "already_used");
});

test("a revoked device wipes itself and says so", async () => {
  const server = new Server();
  const scanner = await makeScanner(server);
  server.mode = "revoked";

  assert.equal(await scanner.contact(), "device_revoked");
  const effects = scanner.tell({ type: "revoked" });
  await scanner.sync.wipe();

  assert.deepEqual(effects, [{ type: "wipe" }]);
  assert.equal(scanner.state().phase, "wiped");
  assert.equal(scanner.store.wiped, true);
  assert.equal(await scanner.scan(ticket(7)), undefined);
});

test("a token that counts no more stops admission until enrolment, and the log goes on", async () => {
  const server = new Server();
  const scanner = await makeScanner(server);
  server.mode = "down";
  await scanner.scan(ticket(7));
  server.mode = "forgets token";
  await scanner.contact();
  assert.equal(await scanner.scan(ticket(8)), "admitted", "the last verdict still shows");
  assert.equal(unsentOf(scanner.session()), 1);

  server.mode = "up";
  scanner.tell({ type: "enrolled", session: await scanner.sync.enrol("once", "North phone") });
  await scanner.contact();

  assert.equal(server.received.length, 1);
  assert.equal(await scanner.scan(ticket(8)), "admitted");
});

test("access ends by itself after its time, without any contact", async () => {
  const server = new Server();
  const scanner = await makeScanner(server);
  server.mode = "down";
  scanner.clock.ms += 86_400_000;

  assert.equal(await scanner.scan(ticket(7)), undefined);
});

test("an amber guest is let in by a named steward, and both entries are kept", async () => {
  const server = new Server();
  server.pack = pack({ capacity: 0 });
  const scanner = await makeScanner(server);
  assert.equal(await scanner.scan(ticket(7)), "capacity");

  assert.deepEqual(scanner.tell({ type: "decided", letIn: true }), []);
  scanner.tell({ type: "filled", field: "steward", value: " Samira " });
  for (const effect of scanner.tell({ type: "decided", letIn: true })) if (effect.type === "record") await scanner.record(effect);

  assert.deepEqual(server.received.map(({ verdict, override_by }) => [verdict, override_by]), [["capacity", undefined], ["capacity", "Samira"]]);
  assert.equal(await scanner.scan(ticket(7)), "already_used");
});

test("an amber guest waits for the decision: nothing else is scanned meanwhile", async () => {
  const server = new Server();
  const scanner = await makeScanner(server);

  assert.equal(await scanner.scan(ticket(7, 32)), "rotation_required");
  assert.equal(await scanner.scan(ticket(8)), "rotation_required");
  scanner.tell({ type: "decided", letIn: false });

  assert.equal(await scanner.scan(ticket(8)), "admitted");
});

test("the camera sees a ticket many times and scans it once", async () => {
  const server = new Server();
  const scanner = await makeScanner(server);

  for (let i = 0; i < 5; i += 1) assert.equal(await scanner.scan(ticket(7), "camera"), "admitted");

  assert.equal(server.received.length, 1);
});

test("with re-entry a guest goes out and comes in again", async () => {
  const server = new Server();
  server.pack = pack({ reentry: true });
  const scanner = await makeScanner(server);
  server.mode = "down";
  await scanner.scan(ticket(7));
  scanner.tell({ type: "direction", direction: "out" });
  assert.equal(await scanner.scan(ticket(7)), "admitted");
  scanner.tell({ type: "direction", direction: "in" });

  assert.equal(await scanner.scan(ticket(7)), "admitted");
  assert.equal(await scanner.scan(ticket(7)), "already_used");
});

test("the clock is measured at each contact and corrects the log", async () => {
  const server = new Server();
  const scanner = await makeScanner(server);
  server.nowMs = T0 + 200_000;

  await scanner.contact();
  await scanner.scan(ticket(7));

  assert.equal(server.received[0]!.clock_offset_ms, 200_000);
  assert.equal(isSynchronised(scanner.session().clock, scanner.clock.ms), false);
});

test("a used or wrong enrolment code is refused", async () => {
  const sync = makeSync(makeStore(), new Server().net, () => T0);

  await assert.rejects(sync.enrol("twice", "phone"), { code: "token_used" });
});
