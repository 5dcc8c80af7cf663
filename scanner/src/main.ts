/** Wires the doors to the app. The only file that knows the page, the network and the clock. */

import { update } from "./app.ts";
import { makeCamera } from "./camera.ts";
import { patch } from "./dom.ts";
import { guestOf } from "./guests.ts";
import { makeSound } from "./sound.ts";
import { START, type Effect, type Message, type State } from "./state.ts";
import { openStore } from "./store.ts";
import { REVOKED, Refused, makeSync, type Answer, type Result, type Sync } from "./sync.ts";
import { diagnostics, view } from "./view.ts";
import { t } from "./words.ts";

const API = "../api/v1/scanner/";
const TIMEOUT_MS = 8_000;
const ANSWER_MS = 500;
const CONTACT_MS = 4_000;
const TICK_MS = 500;

const root = document.getElementById("app")!;
const sound = makeSound();
const camera = makeCamera((text) => send({ type: "seen", text, by: "camera" }));
let state: State = START;
let sync: Sync;

function send(message: Message): void {
  const [next, effects] = update({ ...state, nowMs: Date.now() }, message);
  state = next;
  draw();
  for (const effect of effects) void perform(effect).catch(report);
}

function draw(): void {
  patch(root, view(state, send));
  const lens = root.querySelector(".lens");
  if (lens && camera.video.parentElement !== lens) {
    lens.append(camera.video);
    if (state.camera === "on") void camera.video.play().catch(() => undefined);
  }
  keepFocus();
}

/** A wedge types wherever the focus is, so it is on the text field whenever nothing else needs it. */
function keepFocus(): void {
  const fields = [...document.querySelectorAll<HTMLInputElement>("#text, .enrol input")];
  const wanted = fields.find((field) => field.value === "") ?? fields[0];
  const isTyping = document.activeElement instanceof HTMLInputElement && document.activeElement.isConnected;
  if (wanted && !isTyping) wanted.focus({ preventScroll: true });
}

async function perform(effect: Effect): Promise<void> {
  switch (effect.type) {
    case "record": {
      const entry = await sync.record(effect.draft);
      const results = sync.upload();
      if (!effect.ask) return tell(results);
      const answer = results.then((all) => all.find(({ seq }) => seq === entry.seq) ?? null, () => null);
      const inTime = await Promise.race([answer, sleep(ANSWER_MS).then(() => null)]);
      send({ type: "answered", id: effect.id, result: inTime });
      return tell(results.then((all) => all.filter(({ seq }) => inTime?.seq !== seq)));
    }
    case "unseal": {
      const pack = sync.session()?.pack;
      if (!pack) return;
      const guest = await guestOf(pack.event.id, effect.proof, pack.guests[effect.proof.index]);
      return send({ type: "guest", id: effect.id, guest });
    }
    case "signal":
      return sound.play(effect.verdict);
    case "enrol":
      return enrol(effect.token, effect.name);
    case "camera":
      send({ type: "camera_is", camera: await camera.start(), torch: camera.torch() });
      return draw();
    case "torch":
      await camera.light(effect.on);
      return send({ type: "camera_is", camera: "on", torch: camera.torch() });
    case "refresh":
      return tell(sync.refresh().then(() => sync.contact()));
    case "share":
      return share();
    case "wipe":
      camera.stop();
      return sync.wipe();
  }
}

async function enrol(token: string, name: string): Promise<void> {
  try {
    const session = await sync.enrol(token, name);
    history.replaceState(null, "", location.pathname);
    send({ type: "enrolled", session });
    void perform({ type: "camera" });
  } catch (error) {
    send({ type: "not_enrolled", code: failureOf(error) });
  }
}

async function tell(results: Promise<Result[]>): Promise<void> {
  try {
    const all = await results;
    send({ type: "synced", session: sync.session(), results: all });
  } catch (error) {
    send({ type: "synced", session: sync.session(), results: [] });
    report(error);
  }
}

function report(error: unknown): void {
  if (error instanceof Refused && error.code === REVOKED) send({ type: "revoked" });
}

async function share(): Promise<void> {
  if (!state.session) return;
  const text = diagnostics(state, state.session).map(([name, value]) => `${t(name)}: ${value}`).join("\n");
  if (navigator.share) return navigator.share({ title: t("Bilten gate"), text }).catch(() => undefined);
  await navigator.clipboard.writeText(text);
  send({ type: "shared" });
}

async function net(method: "GET" | "POST", path: string, token: string | null, body?: unknown): Promise<Answer> {
  const response = await fetch(API + path, {
    method,
    headers: { "Content-Type": "application/json", ...(token ? { Authorization: `Bearer ${token}` } : {}) },
    body: body === undefined ? null : JSON.stringify(body),
    signal: AbortSignal.timeout(TIMEOUT_MS),
    credentials: "omit",
    cache: "no-store",
  });
  const answer = (await response.json().catch(() => null)) as any;
  const date = Date.parse(response.headers.get("Date") ?? "");
  return { status: response.status, body: answer, serverMs: answer?.server_ms ?? answer?.pack?.server_ms ?? (date || null) };
}

async function start(): Promise<void> {
  draw();
  const isAlone = await new Promise<boolean>((resolve) => {
    void navigator.locks.request("bilten-scanner", { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      return lock ? new Promise(() => undefined) : undefined;
    });
  });
  if (!isAlone) return send({ type: "elsewhere" });
  if ("serviceWorker" in navigator) void navigator.serviceWorker.register("sw.js").catch(() => undefined);
  void navigator.storage?.persist?.();
  sync = makeSync(await openStore(), net, () => Date.now());
  const token = location.hash.startsWith("#enrol=") ? location.hash.slice("#enrol=".length) : "";
  send({ type: "started", session: await sync.load(), token });
  setInterval(() => send({ type: "tick" }), TICK_MS);
  void keepInContact();
  await openCamera().catch(() => undefined);
  resume();
}

async function keepInContact(): Promise<never> {
  for (;;) {
    if (state.phase === "ready" && document.visibilityState === "visible") await tell(sync.contact());
    await sleep(CONTACT_MS);
  }
}

/** The camera starts by itself where it was allowed before. */
async function openCamera(): Promise<void> {
  const permission = await navigator.permissions.query({ name: "camera" as PermissionName });
  if (permission.state === "granted" && state.phase === "ready") await perform({ type: "camera" });
}

function failureOf(error: unknown): string {
  if (error instanceof Refused) return [401, 403, 404, 409, 410].includes(error.status) ? "token_used" : error.code;
  const isOffline = error instanceof TypeError || (error instanceof DOMException && error.name === "TimeoutError");
  return isOffline ? "offline" : "untrusted";
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** After a pause the camera may have ended, the light gone out, and the news grown old. */
function resume(): void {
  if (document.visibilityState !== "visible" || state.phase !== "ready") return;
  void navigator.wakeLock?.request("screen").catch(() => undefined);
  if (state.camera === "on") void perform({ type: "camera" });
  void tell(sync.contact());
}

document.addEventListener("visibilitychange", resume);
globalThis.addEventListener("online", resume);
document.addEventListener("pointerdown", () => sound.wake());
document.addEventListener("keydown", () => sound.wake());
document.addEventListener("focusout", () => setTimeout(keepFocus, 50));
void start().catch(() => send({ type: "unable" }));
