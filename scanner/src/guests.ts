/** Guest lines open with the proof in hand and no other way. spec/ticket-proof.md, section 12. */

import { fromBase64, type Bytes } from "./bytes.ts";
import { guestKey, type Proof } from "./proof.ts";

export interface Guest {
  name: string;
  type: string;
  note: string;
}

/** The plain line, or null when this proof does not fit it. */
export async function unseal(event: string, proof: Proof, sealed: string): Promise<string | null> {
  try {
    const raw = fromBase64(sealed);
    const key = await crypto.subtle.importKey("raw", guestKey(event, proof) as Bytes, "AES-GCM", false, ["decrypt"]);
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: raw.slice(0, 12) }, key, raw.slice(12));
    return new TextDecoder().decode(plain);
  } catch {
    return null;
  }
}

/** What a steward may see of a guest. */
export async function guestOf(event: string, proof: Proof, sealed: string | undefined): Promise<Guest | null> {
  const plain = sealed === undefined ? null : await unseal(event, proof, sealed);
  if (plain === null) return null;
  const { name = "", type = "", note = "" } = JSON.parse(plain) as Partial<Guest>;
  return { name: String(name), type: String(type), note: String(note ?? "") };
}
