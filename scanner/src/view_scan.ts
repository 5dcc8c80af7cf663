/** The scanning screen: the lens, the text field, the verdict that covers both. */

import { h, icon, type Child, type Element_ } from "./dom.ts";
import { FLAG, NO_END, UNIT_S } from "./proof.ts";
import { insideOf, type Session } from "./session.ts";
import { SIGNALS } from "./signals.ts";
import type { Send, Shown, State } from "./state.ts";
import { t, time, type Sentence } from "./words.ts";

const CAMERA: Record<State["camera"], Sentence> = {
  on: "Point the camera at the ticket",
  off: "The camera is off",
  none: "No camera here: use the field below.",
  denied: "Allow the camera in the browser's settings, or use the field below.",
};

export function scanScreen(state: State, session: Session, send: Send): Child[] {
  const { shown, warning } = state;
  const zone = session.pack.event.time_zone;
  const conflict = warning && t("Ticket {index} was also let in at {gate}, {time}. The organizer can see both.", {
    ...warning, time: time(warning.atMs, zone, state.nowMs),
  });
  return [
    lens(state, send),
    numbers(state, session, send),
    h("button", {
      type: "button", class: "warning", hidden: !conflict, onclick: () => send({ type: "dismissed" }),
    }, conflict ?? ""),
    textField(state, send),
    h("p", { class: "heard", role: "status", "aria-live": "assertive" }, shown ? heard(state, session, shown) : ""),
    h("div", { class: "cover" }, shown && verdictCard(state, session, shown, send)),
  ];
}

function lens(state: State, send: Send): Element_ {
  return h("section", { class: `viewfinder ${state.camera}` },
    h("div", { class: "lens", own: true }),
    h("div", { class: "frame" }),
    h("p", {}, t(CAMERA[state.camera])),
    h("div", { class: "tools" },
      state.camera !== "on" && h("button", { key: "on", type: "button", onclick: () => send({ type: "camera" }) }, t("Turn the camera on")),
      state.torch !== null && h("button", {
        key: "torch", type: "button", "aria-pressed": String(state.torch), onclick: () => send({ type: "torch" }),
      }, icon("light"), t(state.torch ? "Light off" : "Light on"))));
}

function numbers(state: State, session: Session, send: Send): Element_ {
  const { capacity, reentry } = session.pack;
  const side = (direction: State["direction"], name: Sentence) => h("button", {
    type: "button", "aria-pressed": String(state.direction === direction), onclick: () => send({ type: "direction", direction }),
  }, t(name));
  return h("section", { class: "numbers" },
    h("p", {}, h("b", {}, String(insideOf(session))), " ", t("inside"), " ",
      capacity === null ? "" : t("of {capacity}", { capacity })),
    reentry && h("div", { class: "sides", role: "group", "aria-label": t("Direction") }, side("in", "In"), side("out", "Out")));
}

/** Also where a wedge types: always in focus, with the screen keyboard only when asked for. */
function textField(state: State, send: Send): Element_ {
  return h("form", {
    class: "typed",
    onsubmit: (event: Event) => {
      event.preventDefault();
      const field = (event.target as HTMLFormElement).elements.namedItem("text") as HTMLInputElement;
      const text = field.value;
      field.value = "";
      if (text.trim()) send({ type: "seen", text, by: "hand" });
    },
  },
    h("input", {
      id: "text", name: "text", "aria-label": t("Ticket text"), placeholder: t("Ticket text"),
      autocomplete: "off", autocapitalize: "off", spellcheck: "false", dir: "ltr",
      inputmode: state.keyboard ? "text" : "none",
    }),
    h("button", {
      type: "button", class: "square", "aria-label": t("Keyboard"), "aria-pressed": String(state.keyboard),
      onclick: () => send({ type: "keyboard" }),
    }, icon("keyboard")),
    h("button", { class: "primary" }, t("Check")));
}

function title({ decision, direction, decidedBy }: Shown): Sentence {
  if (decision.verdict === "admitted" && direction === "out") return "Goodbye";
  return decidedBy ? "Let in" : SIGNALS[decision.verdict].title;
}

function advice({ nowMs }: State, { ring, pack }: Session, shown: Shown): string {
  const { verdict, tone, proof } = shown.decision;
  const zone = pack.event.time_zone;
  const at = (units: number) => time((ring.epoch + units * UNIT_S) * 1000, zone, nowMs);
  if (shown.decidedBy) return t("Let in by {name}", { name: shown.decidedBy });
  if (verdict === "admitted" && shown.direction === "out") return t("Counted out.");
  if (verdict === "unknown_key" && tone === "amber") return t("This scanner's list is old: find a connection, or decide yourself.");
  if (verdict === "already_used" && shown.first) {
    return t("Let in at {gate}, {time}.", { gate: shown.first.gate, time: time(shown.first.atMs, zone, nowMs) });
  }
  const edge = verdict === "expired" ? proof?.notAfter : proof?.notBefore;
  const blanks = { inside: shown.inside, capacity: pack.capacity ?? "", time: edge === undefined || edge === NO_END ? "" : at(edge) };
  return t(SIGNALS[verdict].advice, blanks);
}

function heard(state: State, session: Session, shown: Shown): string {
  if (shown.stage === "asking") return t("Asking the other gates …");
  return `${t(title(shown))}. ${advice(state, session, shown)}`;
}

function verdictCard(state: State, session: Session, shown: Shown, send: Send): Element_ {
  const { verdict, tone } = shown.decision;
  if (shown.stage === "asking") {
    return h("section", { key: "asking", class: "verdict asking" }, h("div", { class: "pulse" }), h("p", { class: "advice" }, t("Asking the other gates …")));
  }
  const signal = SIGNALS[shown.decidedBy ? "admitted" : verdict];
  return h("section", { key: shown.id, class: `verdict ${tone} v-${shown.decidedBy ? "admitted" : verdict}` },
    h("div", { class: "mark" }, icon(signal.icon)),
    h("h2", {}, t(title(shown))),
    h("p", { class: "advice", dir: "auto" }, advice(state, session, shown)),
    guestCard(session, shown),
    shown.stage === "undecided"
      ? deciding(state, send)
      : h("button", { type: "button", class: "next", onclick: () => send({ type: "dismissed" }) }, t("Next guest")));
}

function guestCard({ pack }: Session, { guest, decision }: Shown): Element_ | null {
  const { proof } = decision;
  if (!proof || decision.verdict === "wrong_event" || decision.verdict === "bad_signature") return null;
  const ticketClass = pack.classes.find(({ number }) => number === proof.ticketClass);
  const marks: [number, Sentence][] = [[FLAG.identityCheck, "Check identity"], [FLAG.minor, "Minor"], [FLAG.companion, "Companion"]];
  const note = [ticketClass?.note, guest?.note].filter(Boolean).join(" · ");
  return h("div", { class: "guest" },
    guest && h("strong", { dir: "auto" }, guest.name),
    h("span", { dir: "auto" }, guest?.type || ticketClass?.name || t("Ticket {index}", { index: proof.index })),
    note !== "" && h("span", { class: "remark", dir: "auto" }, note),
    h("span", { class: "marks" }, ...marks.filter(([flag]) => proof.flags & flag).map(([, name]) => h("b", {}, t(name)))));
}

function deciding(state: State, send: Send): Element_ {
  return h("form", { class: "deciding", onsubmit: (event: Event) => (event.preventDefault(), send({ type: "decided", letIn: true })) },
    h("label", {}, h("span", {}, t("Who decides?")), h("input", {
      name: "steward", value: state.steward, placeholder: t("Your name"), autocomplete: "off", maxlength: 40, dir: "auto",
      oninput: (event: { target: HTMLInputElement }) => send({ type: "filled", field: "steward", value: event.target.value }),
    })),
    h("div", { class: "choice" },
      h("button", { type: "button", onclick: () => send({ type: "decided", letIn: false }) }, t("Turn away")),
      h("button", { class: "primary", disabled: !state.steward.trim() }, t("Let in"))));
}
