/** Every shared vector, by this program. Python runs the same. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fromBase64, toBase64 } from "../src/bytes.ts";
import { hashOf, judge, type Entry } from "../src/entries.ts";
import { follow, open, readRing, type Status } from "../src/feeds.ts";
import { unseal } from "../src/guests.ts";
import { base45, deviceHash, parse, rotatingTail, ticketSecret, type Proof } from "../src/proof.ts";
import { VERDICTS, decide } from "../src/verdict.ts";
import { deal, holderHash } from "./issuer.ts";

type Vector = Record<string, any>;
type Outcome = Record<string, unknown>;

const read = (file: string): Vector[] =>
  JSON.parse(readFileSync(new URL(`../../spec/${file}`, import.meta.url), "utf8")) as Vector[];
const vectors = [...read("ticket-proof.vectors.json"), ...read("scan-verdict.vectors.json")];

function decoded(proof: Proof | null): Outcome | null {
  return (
    proof && {
      profile: proof.profile,
      key_id: proof.keyId,
      event_tag: toBase64(proof.eventTag),
      index: proof.index,
      generation: proof.generation,
      ticket_class: proof.ticketClass,
      rights: proof.rights,
      not_before: proof.notBefore,
      not_after: proof.notAfter,
      flags: proof.flags,
      nonce: toBase64(proof.nonce),
      holder: toBase64(proof.holder),
      signature: toBase64(proof.signature),
      tail: toBase64(proof.tail),
    }
  );
}

function written(status: Status): Outcome {
  return {
    event: status.event,
    seq: status.seq,
    as_of_ms: status.asOfMs,
    size: status.size,
    revoked: toBase64(status.revoked),
    used: toBase64(status.used),
    min_generation: [...status.minGeneration].sort(([a], [b]) => a - b),
  };
}

function attempt(act: () => Outcome, otherwise: Outcome): Outcome {
  try {
    return act();
  } catch {
    return otherwise;
  }
}

const run: Record<string, (vector: Vector) => Outcome | Promise<Outcome>> = {
  scan: (v) => {
    const { verdict, tone, proof } = decide(v["text"], {
      ring: readRing(v["ring"]),
      status: follow(null, v["status"]),
      gate: v["gate"],
      clock: v["clock"],
      rotationKey: v["rotation_key"] && fromBase64(v["rotation_key"]),
      synchronised: v["synchronised"],
      listAgeS: v["list_age_s"],
      direction: v["direction"],
      own: new Map(Object.entries(v["own"]).map(([index, way]) => [Number(index), way as "in" | "out"])),
      inside: v["inside"],
      capacity: v["capacity"],
    });
    return { expect: verdict, tone, proof: decoded(proof) };
  },
  base45: (v) => {
    const raw = base45(v["text"]);
    return { expect: raw ? "ok" : "malformed", bytes: raw && toBase64(raw) };
  },
  holder: (v) => ({ expect: "ok", hash: toBase64(holderHash(v["event"], v["index"], v["person"])) }),
  device: (v) => ({ expect: "ok", hash: toBase64(deviceHash(fromBase64(v["public"]))) }),
  deal: (v) => ({ expect: "ok", index: deal(v["serial"], fromBase64(v["key"])) }),
  tail: (v) => {
    const secret = ticketSecret(fromBase64(v["rotation_key"]), v["event"], v["index"], v["generation"]);
    const tail = rotatingTail(secret, Math.floor(v["clock"] / 15));
    return { expect: "ok", secret: toBase64(secret), tail: toBase64(tail) };
  },
  feed: (v) =>
    attempt(
      () => (open(v["signed"], fromBase64(v["root"]), v["purpose"]), { expect: "ok" }),
      { expect: "refused" },
    ),
  follow: (v) =>
    attempt(
      () => ({ expect: "ok", after: written(follow(v["now"] && follow(null, v["now"]), v["payload"])) }),
      { expect: "refused", after: null },
    ),
  guest: async (v) => {
    const plain = await unseal(v["event"], parse(v["text"]) as Proof, v["sealed"]);
    return { expect: plain === null ? "locked" : "ok", plain };
  },
  entry: (v) => {
    const expect = judge(v["entry"], v["before"] as Entry | null, fromBase64(v["device_key"]));
    return expect === "ok" ? { expect, hash: hashOf(v["entry"] as Entry) } : { expect };
  },
};

for (const vector of vectors) {
  test(`${vector["kind"]}: ${vector["name"]}`, async () => {
    const outcome = await run[vector["kind"]]!(vector);

    const expected = Object.fromEntries(Object.keys(outcome).map((name) => [name, vector[name]]));
    assert.deepEqual(outcome, expected);
    assert.equal(outcome["expect"], vector["expect"]);
  });
}

test("the vectors reach every verdict", () => {
  const reached = vectors.filter((vector) => vector["kind"] === "scan").map((vector) => vector["expect"]);

  assert.deepEqual(new Set(reached), new Set(VERDICTS));
});
