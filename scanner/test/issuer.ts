/** What only an issuer computes, written again from the specification to check it. */

import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { be, join, utf8, uuidBytes } from "../src/bytes.ts";

/** spec/ticket-proof.md, section 3. */
export function holderHash(event: string, index: number, name: string): Uint8Array {
  const folded = [...name.normalize("NFKC")].map((c) => (c === "ı" ? c : c.toUpperCase().toLowerCase())).join("");
  const spaced = folded.replaceAll(/[\t-\r ]+/g, " ").replaceAll(/^ | $/g, "");
  return sha256(join(utf8("bilten/holder\0"), uuidBytes(event), be(index, 3), utf8(spaced))).subarray(0, 16);
}

/** spec/ticket-proof.md, section 10. */
export function deal(serial: number, key: Uint8Array): number {
  const block = Math.floor(serial / 4096);
  let left = (serial % 4096) >> 6;
  let right = serial & 63;
  for (let turn = 0; turn < 10; turn += 1) {
    const mixed = hmac(sha256, key, join(utf8("bilten/deal\0"), be(block, 2), be(turn, 1), be(right, 1)));
    [left, right] = [right, left ^ (mixed[0]! & 63)];
  }
  return block * 4096 + left * 64 + right;
}
