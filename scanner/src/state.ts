/** What the app can be in, be told, and ask for. */

import type { Draft } from "./entries.ts";
import type { Guest } from "./guests.ts";
import type { Proof } from "./proof.ts";
import type { Session } from "./session.ts";
import type { Result } from "./sync.ts";
import type { Decision, Direction, Verdict } from "./verdict.ts";

export interface First {
  gate: string;
  atMs: number;
}

export interface Shown {
  id: number;
  text: string;
  decision: Decision;
  direction: Direction;
  /** asking: the server may still know better; undecided: a steward has to say. */
  stage: "asking" | "undecided" | "final";
  atMs: number;
  inside: number;
  decidedBy: string | null;
  first: First | null;
  guest: Guest | null;
}

export interface State {
  phase: "starting" | "unable" | "elsewhere" | "enrol" | "ready" | "wiped";
  screen: "scan" | "recent" | "device";
  session: Session | null;
  /** The device's own clock, fresh with each message. */
  nowMs: number;
  direction: Direction;
  shown: Shown | null;
  last: { text: string; index: number | null; atMs: number } | null;
  scans: number;
  steward: string;
  warning: (First & { index: number }) | null;
  enrol: { token: string; name: string; busy: boolean; failure: string | null };
  camera: "off" | "on" | "denied" | "none";
  torch: boolean | null;
  keyboard: boolean;
  leaving: boolean;
  shared: boolean;
}

export type Message =
  | { type: "started"; session: Session | null; token: string }
  | { type: "tick" | "unable" | "elsewhere" | "revoked" | "dismissed" | "keyboard" | "torch" | "camera" | "refresh" | "share" | "shared" | "leave" | "leaving" | "staying" }
  | { type: "synced"; session: Session | null; results: Result[] }
  | { type: "filled"; field: "token" | "name" | "steward"; value: string }
  | { type: "enrolling" }
  | { type: "enrolled"; session: Session }
  | { type: "not_enrolled"; code: string }
  | { type: "seen"; text: string; by: "camera" | "hand" }
  | { type: "answered"; id: number; result: Result | null }
  | { type: "guest"; id: number; guest: Guest | null }
  | { type: "decided"; letIn: boolean }
  | { type: "screen"; screen: State["screen"] }
  | { type: "direction"; direction: Direction }
  | { type: "camera_is"; camera: State["camera"]; torch: boolean | null };

export type Send = (message: Message) => void;

export type Effect =
  | { type: "record"; id: number; draft: Draft; ask: boolean }
  | { type: "unseal"; id: number; proof: Proof }
  | { type: "signal"; verdict: Verdict }
  | { type: "enrol"; token: string; name: string }
  | { type: "torch"; on: boolean }
  | { type: "camera" | "refresh" | "share" | "wipe" };

export type Step = readonly [State, readonly Effect[]];

export const START: State = {
  phase: "starting",
  screen: "scan",
  session: null,
  nowMs: 0,
  direction: "in",
  shown: null,
  last: null,
  scans: 0,
  steward: "",
  warning: null,
  enrol: { token: "", name: "", busy: false, failure: null },
  camera: "off",
  torch: null,
  keyboard: false,
  leaving: false,
  shared: false,
};
