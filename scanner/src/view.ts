/** State to elements: the frame, and the screens beside scanning. */

import { isExpired } from "./app.ts";
import { h, icon, type Child, type Element_ } from "./dom.ts";
import { letPass, atMs } from "./entries.ts";
import { clockIsOff, listAgeS, unsentOf, type Session } from "./session.ts";
import { SIGNALS, type Icon } from "./signals.ts";
import type { Message, Send, State } from "./state.ts";
import { scanScreen } from "./view_scan.ts";
import { age, t, time, type Sentence } from "./words.ts";

const RECENT = 60;
const FAILURES: Record<string, Sentence> = {
  offline: "No connection. Joining needs one; scanning will not.",
  untrusted: "The server's answer could not be trusted. Ask the organizer for a new code.",
  token_used: "This code was used before or has expired. Ask the organizer for a new one.",
};

export function view(state: State, send: Send): Child[] {
  const { session, phase } = state;
  if (phase === "starting") return [notice("Bilten gate", "Starting …")];
  if (phase === "unable") {
    return [notice("Not possible here", "Open this page by https, in a current browser and not in a private window.")];
  }
  if (phase === "elsewhere") {
    return [notice("Open in another tab", "The scanner runs in another tab of this browser. Close it there, then reload.")];
  }
  if (phase === "wiped") return [notice("Removed", "The organizer removed this device. Everything on it was deleted.")];
  if (phase === "enrol" || !session || isExpired(state)) return [enrolment(state, send)];
  const screens = { scan: scanScreen, recent: recentScreen, device: deviceScreen };
  return [
    heading(state, session),
    clockWarning(session),
    h("main", { key: state.screen, class: `screen ${state.screen}` }, ...screens[state.screen](state, session, send)),
    navigation(state, send),
  ];
}

function notice(title: Sentence, text: Sentence): Element_ {
  return h("main", { class: "notice", role: "status" }, emblem(), h("h1", {}, t(title)), h("p", {}, t(text)));
}

function emblem(): Element_ {
  return h("img", { src: "icon.svg", alt: "", width: 64, height: 64 });
}

function heading({ nowMs }: State, session: Session): Element_ {
  const unsent = unsentOf(session);
  const list = session.status.asOfMs ? t("List {age} old", { age: age(listAgeS(session, nowMs) * 1000) }) : t("No list yet");
  return h("header", { class: "heading" },
    h("div", { class: "where" },
      h("h1", { dir: "auto" }, session.pack.event.title),
      h("span", { class: "gate", dir: "auto" }, session.pack.gate.name)),
    h("div", { class: "state" },
      h("span", { class: session.online ? "online" : "offline" }, t(session.online ? "Online" : "Offline")),
      h("span", {}, list),
      h("span", { class: unsent ? "unsent" : "" }, unsent ? t("{count} unsent", { count: unsent }) : t("All sent"))));
}

function clockWarning({ clock }: Session): Element_ {
  const minutes = Math.round(Math.abs(clock.offsetMs) / 60_000);
  const words = t("This device's clock is {minutes} min off. Set it right: times in the log depend on it.", { minutes });
  return h("p", { class: "warning", role: "alert", hidden: !clockIsOff(clock) }, clockIsOff(clock) ? words : "");
}

function navigation(state: State, send: Send): Element_ {
  const tab = (screen: State["screen"], name: Sentence, picture: Icon) =>
    h("button", {
      type: "button",
      "aria-current": state.screen === screen ? "page" : null,
      onclick: () => send({ type: "screen", screen }),
    }, icon(picture), h("span", {}, t(name)));
  return h("nav", { class: "tabs" }, tab("scan", "Scan", "scan"), tab("recent", "Recent", "list"), tab("device", "Device", "device"));
}

function recentScreen(state: State, session: Session): Child[] {
  const kept = session.log.slice(-RECENT).reverse();
  if (kept.length === 0) return [h("p", { class: "empty" }, t("Nothing scanned yet."))];
  return [h("ol", { class: "scans" }, ...kept.map(({ entry, outcome }) => {
    const passed = letPass(entry);
    const remark: Sentence | null = outcome === null ? "unsent" : outcome === "incident" ? "let in elsewhere first"
      : outcome === "refused" ? "refused by the server" : null;
    const title = passed && entry.direction === "out" ? "Goodbye" : SIGNALS[entry.verdict].title;
    return h("li", { key: entry.seq, class: passed ? "passed" : `v-${entry.verdict}` },
      icon(SIGNALS[passed ? "admitted" : entry.verdict].icon),
      h("span", { class: "what" },
        h("b", {}, entry.override_by ? t("Let in by {name}", { name: entry.override_by }) : t(title)),
        h("span", {}, entry.index === null ? "—" : t("Ticket {index}", { index: entry.index }))),
      h("span", { class: "when" },
        h("span", {}, time(atMs(entry), session.pack.event.time_zone, state.nowMs)),
        remark && h("em", {}, t(remark))));
  }))];
}

/** What a device says of itself, for the screen and for sharing. */
export function diagnostics({ nowMs }: State, session: Session): [Sentence, string][] {
  const { device, pack, status, clock } = session;
  const at = (ms: number | null) => (ms === null ? t("never") : new Date(ms).toISOString().slice(0, 19) + "Z");
  return [
    ["Event", pack.event.title],
    ["Gate", `${pack.gate.name} (${pack.gate.number})`],
    ["Name", device.name],
    ["Number", device.id],
    ["List", `${status.seq} · ${age(listAgeS(session, nowMs) * 1000)} · ${status.size}`],
    ["Key", [...session.ring.keys].map(([id, key]) => `${id} ${key.state}`).join(", ")],
    ["Clock offset", `${clock.offsetMs} ms`],
    ["Last contact", at(clock.measuredMs)],
    ["Scans", `${session.log.length} · ${t("{count} unsent", { count: unsentOf(session) })}`],
    ["Access until", at(device.expiresMs)],
    ["Browser", navigator.userAgent],
  ];
}

function deviceScreen(state: State, session: Session, send: Send): Child[] {
  const button = (words: Sentence, message: Message, style = "") =>
    h("button", { type: "button", class: style, onclick: () => send(message) }, t(words));
  return [
    h("dl", { class: "facts" }, ...diagnostics(state, session).map(([name, value]) =>
      h("div", {}, h("dt", {}, t(name)), h("dd", { dir: "auto" }, value)))),
    h("p", { class: "note", role: "status" }, state.shared ? t("Copied.") : ""),
    state.leaving
      ? h("div", { key: "leaving", class: "buttons" },
          h("p", {}, t("Leave and delete everything on this device? {count} scans are not sent yet.", { count: unsentOf(session) })),
          button("Stay", { type: "staying" }), button("Leave", { type: "leave" }, "danger"))
      : h("div", { key: "staying", class: "buttons" },
          button("Update now", { type: "refresh" }), button("Share", { type: "share" }),
          button("Leave this event", { type: "leaving" }, "quiet")),
  ];
}

function enrolment(state: State, send: Send): Element_ {
  const { enrol, session } = state;
  const failure = enrol.failure;
  const words = failure && t(FAILURES[failure] ?? "Joining did not work ({code}). Try again.", { code: failure });
  const field = (name: "token" | "name", label: Sentence) =>
    h("label", {}, h("span", {}, t(label)), h("input", {
      value: enrol[name], name, autocomplete: "off", spellcheck: "false", dir: "auto", required: true,
      oninput: (event: { target: HTMLInputElement }) => send({ type: "filled", field: name, value: event.target.value }),
    }));
  return h("main", { class: "enrol" },
    emblem(),
    h("h1", {}, t(session && isExpired(state) ? "Access has ended" : "Join a gate")),
    h("p", {}, session
      ? t("Enrol again to go on. {count} unsent scans are kept on this device.", { count: unsentOf(session) })
      : t("Open the link of the gate's QR code, scan it here, or paste the code.")),
    h("form", { onsubmit: (event: Event) => (event.preventDefault(), send({ type: "enrolling" })) },
      h("div", { class: `lens ${state.camera}`, own: true }),
      state.camera !== "on" && h("button", { type: "button", class: "quiet", onclick: () => send({ type: "camera" }) }, t("Turn the camera on")),
      field("token", "Enrolment code"),
      field("name", "Name of this device"),
      h("p", { class: "failure", role: "alert" }, words ?? ""),
      h("button", { class: "primary", disabled: enrol.busy }, t(enrol.busy ? "Joining …" : "Join"))));
}
