// The part of a ticket's code that changes every fifteen seconds (spec/ticket-proof.md, 3 and 6).

export const STEP_S = 15;
const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
const PURPOSE = new TextEncoder().encode("bilten/rot\0");

/** Return the whole text of the code at `clock` (unix seconds). */
export async function proofAt(signed, secret, clock) {
  const tail = await tailAt(secret, Math.floor(clock / STEP_S));
  return `BT1:${base45(new Uint8Array([...signed, ...tail]))}`;
}

async function tailAt(secret, step) {
  const message = new Uint8Array(PURPOSE.length + 8);
  message.set(PURPOSE);
  new DataView(message.buffer).setBigUint64(PURPOSE.length, BigInt(step));
  const sha256 = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", secret, sha256, false, ["sign"]);
  const code = new Uint8Array(await crypto.subtle.sign("HMAC", key, message)).slice(0, 4);
  return [(step >> 8) & 0xff, step & 0xff, ...code];
}

/** RFC 9285. */
export function base45(bytes) {
  let text = "";
  for (let i = 0; i < bytes.length; i += 2) {
    const isPair = i + 1 < bytes.length;
    let value = isPair ? bytes[i] * 256 + bytes[i + 1] : bytes[i];
    for (let digit = 0; digit < (isPair ? 3 : 2); digit++) {
      text += ALPHABET[value % 45];
      value = Math.floor(value / 45);
    }
  }
  return text;
}

export function fromBase64url(text) {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (c) => c.charCodeAt(0));
}
