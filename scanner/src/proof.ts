/** The ticket proof: text, bytes, signatures, codes. spec/ticket-proof.md names the sections. */

import { ed25519 } from "@noble/curves/ed25519.js";
import { hkdf } from "@noble/hashes/hkdf.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { be, join, num, same, utf8, uuidBytes, type Bytes } from "./bytes.ts";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
const PREFIX = "BT1:";
const BODY = 22;
const HOLDER = 16;
const SIGNATURE = 64;
const TAIL = { 0: 0, 1: 6, 2: 100 } as const;
const STEP_S = 15;
const FRESH_S = 30;

export const STATIC = 0;
export const ROTATING = 1;
export const BOUND = 2;
export type Profile = typeof STATIC | typeof ROTATING | typeof BOUND;

export const FLAG = {
  holder: 1,
  identityCheck: 2,
  minor: 4,
  companion: 8,
  nftLinked: 16,
  rotationRequired: 32,
  printAllowed: 64,
  reserved: 128,
} as const;

export const UNIT_S = 300;
export const NO_END = 0xffff;

export interface Proof {
  readonly profile: Profile;
  readonly keyId: number;
  readonly eventTag: Bytes;
  readonly index: number;
  readonly generation: number;
  readonly ticketClass: number;
  readonly rights: number;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly flags: number;
  readonly nonce: Bytes;
  readonly body: Bytes;
  readonly holder: Bytes;
  readonly signature: Bytes;
  readonly tail: Bytes;
}

/** Section 2: strict Base45, or null. */
export function base45(text: string): Bytes | null {
  if (text.length % 3 === 1) return null;
  const raw: number[] = [];
  for (let i = 0; i < text.length; i += 3) {
    const values = [...text.slice(i, i + 3)].map((character) => ALPHABET.indexOf(character));
    if (values.includes(-1)) return null;
    const [a = 0, b = 0, c = 0] = values;
    const group = a + 45 * b + 2025 * c;
    if (values.length === 3) {
      if (group > 0xffff) return null;
      raw.push(group >> 8);
    } else if (group > 0xff) return null;
    raw.push(group & 0xff);
  }
  return Uint8Array.from(raw);
}

/** Sections 2 to 4: read what was shown. Never throws. */
export function parse(shown: string): Proof | "unreadable" | "unsupported_version" {
  const text = shown.replace(/^[ \t\r\n]+/, "").replace(/[ \t\r\n]+$/, "");
  if (!text.startsWith(PREFIX)) return "unreadable";
  const raw = base45(text.slice(PREFIX.length));
  if (raw === null || raw.length < BODY + SIGNATURE) return "unreadable";
  const head = raw[0]!;
  const profile = head & 15;
  if (head >> 4 !== 1 || !isProfile(profile)) return "unsupported_version";
  const flags = raw[17]!;
  const hasHolder = profile === BOUND || (flags & FLAG.holder) !== 0;
  const holderEnd = BODY + (hasHolder ? HOLDER : 0);
  const signatureEnd = holderEnd + SIGNATURE;
  if (raw.length !== signatureEnd + TAIL[profile] || flags & FLAG.reserved) return "unreadable";
  return {
    profile,
    flags,
    keyId: raw[1]!,
    eventTag: raw.slice(2, 6),
    index: num(raw.subarray(6, 9)),
    generation: raw[9]!,
    ticketClass: raw[10]!,
    rights: num(raw.subarray(11, 13)),
    notBefore: num(raw.subarray(13, 15)),
    notAfter: num(raw.subarray(15, 17)),
    nonce: raw.slice(18, BODY),
    body: raw.slice(0, BODY),
    holder: raw.slice(BODY, holderEnd),
    signature: raw.slice(holderEnd, signatureEnd),
    tail: raw.slice(signatureEnd),
  };
}

/** Section 3: the four bytes that route a proof to its event. */
export function eventTag(event: string): Uint8Array {
  return sha256(uuidBytes(event)).subarray(0, 4);
}

/** Section 3: whether the event's key made this proof, for this event. */
export function isSigned(publicKey: Uint8Array, event: string, proof: Proof): boolean {
  const message = join(utf8("bilten/bt1\0"), uuidBytes(event), proof.body, proof.holder);
  return verify(publicKey, message, proof.signature);
}

/** Ed25519 after RFC 8032, which is stricter than the library's default. Never throws. */
export function verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  try {
    return ed25519.verify(signature, message, publicKey, { zip215: false });
  } catch {
    return false;
  }
}

/** Section 6: the secret that the ticket's phone holds. */
export function ticketSecret(
  rotationKey: Uint8Array,
  event: string,
  index: number,
  generation: number,
): Uint8Array {
  const info = join(utf8("bilten/rot"), be(index, 3), be(generation, 1));
  return hkdf(sha256, rotationKey, uuidBytes(event), info, 32);
}

/** Section 6: the six bytes that a phone shows during one step. */
export function rotatingTail(secret: Uint8Array, step: number): Bytes {
  const code = hmac(sha256, secret, join(utf8("bilten/rot\0"), be(step, 8)));
  return join(be(step % 65536, 2), code.subarray(0, 4));
}

/** Section 6: whether the tail was made within `tolerance` steps of `clock`. */
export function isLive(secret: Uint8Array, tail: Uint8Array, clock: number, tolerance: number): boolean {
  const now = Math.floor(clock / STEP_S);
  for (let step = Math.max(0, now - tolerance); step <= now + tolerance; step += 1) {
    if (same(rotatingTail(secret, step), tail)) return true;
  }
  return false;
}

/** Section 7: whether the phone that the ticket names made the tail. */
export function isHeld(proof: Proof): boolean {
  const time = proof.tail.subarray(0, 4);
  const publicKey = proof.tail.subarray(4, 36);
  const whole = sha256(join(proof.body, proof.holder, proof.signature));
  const message = join(utf8("bilten/pop\0"), whole, time);
  return same(deviceHash(publicKey), proof.holder) && verify(publicKey, message, proof.tail.subarray(36));
}

/** Section 7: whether the phone's time is near ours. */
export function isFresh(proof: Proof, clock: number): boolean {
  return Math.abs(clock - num(proof.tail.subarray(0, 4))) <= FRESH_S;
}

/** Section 3: the holder bytes of a ticket bound to a phone. */
export function deviceHash(publicKey: Uint8Array): Uint8Array {
  return sha256(join(utf8("bilten/device\0"), publicKey)).subarray(0, HOLDER);
}

/** Section 12: the key that opens this ticket's guest line. */
export function guestKey(event: string, proof: Proof): Uint8Array {
  const info = join(utf8("bilten/guest"), be(proof.index, 3), be(proof.generation, 1));
  return hkdf(sha256, proof.signature, uuidBytes(event), info, 32);
}

function isProfile(value: number): value is Profile {
  return value <= BOUND;
}
