/** The app as a pure function: state and message in, state and effects out. No clock, no network, no page. */

import type { Draft } from "./entries.ts";
import { factsOf, listAgeS, type Session } from "./session.ts";
import { START, type Effect, type First, type Message, type Shown, type State, type Step } from "./state.ts";
import type { Result } from "./sync.ts";
import { decide, type Decision } from "./verdict.ts";

const GREEN_MS = 2_500;
const SAME_TEXT_MS = 4_000;
const SAME_TICKET_MS = 20_000;

export function update(state: State, message: Message): Step {
  switch (message.type) {
    case "started": {
      const { session, token } = message;
      const enrol = { ...state.enrol, token, name: session?.device.name ?? "" };
      return [{ ...state, session, enrol, phase: session && !token ? "ready" : "enrol" }, []];
    }
    case "unable":
    case "elsewhere":
      return [{ ...state, phase: message.type }, []];
    case "tick":
      return [ticked(state), []];
    case "synced":
      return [{ ...state, session: message.session, warning: conflict(message) ?? state.warning }, []];
    case "revoked":
      return [{ ...START, nowMs: state.nowMs, phase: "wiped" }, [{ type: "wipe" }]];
    case "filled":
      if (message.field === "steward") return [{ ...state, steward: message.value }, []];
      return [{ ...state, enrol: { ...state.enrol, [message.field]: message.value } }, []];
    case "enrolling": {
      const token = tokenIn(state.enrol.token);
      const name = state.enrol.name.trim();
      if (!token || !name || state.enrol.busy) return [state, []];
      return [{ ...state, enrol: { ...state.enrol, token, busy: true, failure: null } }, [{ type: "enrol", token, name }]];
    }
    case "enrolled":
      return [{ ...START, nowMs: state.nowMs, camera: state.camera, session: message.session, phase: "ready" }, []];
    case "not_enrolled":
      return [{ ...state, enrol: { ...state.enrol, busy: false, failure: message.code } }, []];
    case "seen":
      return seen(state, message.text, message.by === "camera");
    case "answered":
      return answered(state, message.id, message.result);
    case "guest":
      if (state.shown?.id !== message.id) return [state, []];
      return [{ ...state, shown: { ...state.shown, guest: message.guest } }, []];
    case "decided":
      return decided(state, message.letIn);
    case "dismissed":
      return [{ ...state, shown: null, warning: state.shown ? state.warning : null }, []];
    case "screen":
      return [{ ...state, screen: message.screen, shown: null, leaving: false, shared: false }, []];
    case "direction":
      return [{ ...state, direction: message.direction }, []];
    case "camera_is":
      return [{ ...state, camera: message.camera, torch: message.torch }, []];
    case "torch":
      return [state, [{ type: "torch", on: !state.torch }]];
    case "keyboard":
      return [{ ...state, keyboard: !state.keyboard }, []];
    case "leaving":
    case "staying":
      return [{ ...state, leaving: message.type === "leaving" }, []];
    case "leave":
      return [{ ...START, nowMs: state.nowMs, phase: "enrol" }, [{ type: "wipe" }]];
    case "shared":
      return [{ ...state, shared: true }, []];
    case "camera":
    case "refresh":
    case "share":
      return [state, [{ type: message.type }]];
  }
}

/** Access ends by itself; after that nobody is admitted until a contact renews it. */
export function isExpired({ session, nowMs }: State): boolean {
  return session !== null && nowMs + session.clock.offsetMs >= session.device.expiresMs;
}

/** The code in an enrolment link, or the text itself when it is a bare code. */
export function tokenIn(text: string): string {
  return (text.split("#enrol=")[1] ?? text).trim();
}

function ticked(state: State): State {
  const { shown, nowMs } = state;
  const isOver = shown?.stage === "final" && shown.decision.tone === "green" && nowMs - shown.atMs > GREEN_MS;
  return isOver ? { ...state, shown: null } : state;
}

function seen(state: State, text: string, byCamera: boolean): Step {
  if (state.phase === "enrol") {
    const enrol = text.includes("#enrol=") ? { ...state.enrol, token: tokenIn(text) } : state.enrol;
    return [{ ...state, enrol }, []];
  }
  const { session, last, nowMs } = state;
  if (state.phase !== "ready" || !session || state.screen !== "scan" || isExpired(state)) return [state, []];
  if (state.shown && state.shown.stage !== "final") return [state, []];
  if (byCamera && last?.text === text && nowMs - last.atMs < SAME_TEXT_MS) {
    return [{ ...state, last: { ...last, atMs: nowMs } }, []];
  }
  const facts = factsOf(session, state.direction, nowMs);
  const decision = decide(text, facts);
  const { verdict, tone, proof } = decision;
  const index = proof?.index ?? null;
  if (byCamera && verdict === "already_used" && last?.index === index && nowMs - last.atMs < SAME_TICKET_MS) {
    return [{ ...state, last: { text, index, atMs: nowMs } }, []];
  }
  const id = state.scans + 1;
  const ask = tone === "green" && session.online;
  const stage = ask ? "asking" : tone === "amber" ? "undecided" : "final";
  const shown: Shown = {
    id, text, decision, stage, atMs: nowMs, direction: state.direction, inside: facts.inside,
    decidedBy: null, first: firstHere(state, decision), guest: null,
  };
  const effects: Effect[] = [{ type: "record", id, draft: draftOf(state, session, shown), ask }];
  if (proof && verdict !== "wrong_event" && verdict !== "bad_signature") effects.push({ type: "unseal", id, proof });
  if (verdict === "unknown_key" && session.online) effects.push({ type: "refresh" });
  if (!ask) effects.push({ type: "signal", verdict });
  return [{ ...state, shown, scans: id, warning: null, last: { text, index, atMs: nowMs } }, effects];
}

/** The server may know of an earlier admission; only then the verdict changes. */
function answered(state: State, id: number, result: Result | null): Step {
  const { shown, session } = state;
  if (!session || shown?.id !== id || shown.stage !== "asking") return [state, []];
  const final: Shown = { ...shown, stage: "final", atMs: state.nowMs };
  if (result?.outcome !== "incident") {
    return [{ ...state, shown: final }, [{ type: "signal", verdict: final.decision.verdict }]];
  }
  const decision: Decision = { ...shown.decision, verdict: "already_used", tone: "red" };
  const taken: Shown = { ...final, decision, first: firstOf(result) };
  const draft = draftOf(state, session, taken);
  return [
    { ...state, shown: taken },
    [{ type: "signal", verdict: "already_used" }, { type: "record", id, draft, ask: false }],
  ];
}

function decided(state: State, letIn: boolean): Step {
  const { shown, session } = state;
  const name = state.steward.trim();
  if (!session || shown?.stage !== "undecided") return [state, []];
  if (!letIn) return [{ ...state, shown: null }, []];
  if (!name || name.includes("BT1:")) return [state, []]; // a wedge typed a ticket into the name
  const decision: Decision = { ...shown.decision, tone: "green" };
  const passed: Shown = { ...shown, decision, stage: "final", decidedBy: name, atMs: state.nowMs };
  const draft = { ...draftOf(state, session, passed), override_by: name };
  return [
    { ...state, shown: passed },
    [{ type: "record", id: shown.id, draft, ask: false }, { type: "signal", verdict: "admitted" }],
  ];
}

function draftOf(state: State, session: Session, { decision, direction }: Shown): Draft {
  return {
    clock_ms: state.nowMs,
    clock_offset_ms: session.clock.offsetMs,
    gate: session.pack.gate.id,
    index: decision.proof?.index ?? null,
    generation: decision.proof?.generation ?? null,
    direction,
    verdict: decision.verdict,
    list_age_s: listAgeS(session, state.nowMs),
    online: session.online,
  };
}

/** Where and when this device itself let the ticket in, if it did. */
function firstHere({ session }: State, { verdict, proof }: Decision): First | null {
  if (verdict !== "already_used" || !session) return null;
  const passed = session.log.findLast(
    ({ entry }) => entry.index === proof?.index && (entry.verdict === "admitted" || entry.override_by !== undefined),
  );
  return passed ? { gate: session.pack.gate.name, atMs: passed.entry.clock_ms + passed.entry.clock_offset_ms } : null;
}

/** Late news of an admission elsewhere is a warning: it does not change the past. */
function conflict({ results, session }: { results: Result[]; session: Session | null }): State["warning"] {
  const late = results.find(({ outcome }) => outcome === "incident");
  const index = session?.log.find(({ entry }) => entry.seq === late?.seq)?.entry.index;
  if (!late || index === null || index === undefined) return null;
  return { ...firstOf(late), index };
}

function firstOf({ first }: Result): First {
  return { gate: first?.gate ?? "?", atMs: first?.at_ms ?? 0 };
}
