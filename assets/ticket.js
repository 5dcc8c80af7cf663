// A ticket on a phone: the code that changes is drawn here, and the page is kept for the door,
// where there may be no network. Works on the first paint and on the page that follows it.
import { qrPath, qrRows } from "./qr.js";
import { STEP_S, fromBase64url, proofAt } from "./rotating.js";

const KEPT = "bilten-tickets-1";
const MARGIN = 4;
const CLOCK = "bilten-clock-offset-ms";

// What this device's clock is off by, as last measured; remembered for when there is no network.
let offset = Number(localStorage.getItem(CLOCK)) || 0;
const now = () => (Date.now() + offset) / 1000;

let drawnStep = -1;

async function drawRotating() {
  const step = Math.floor(now() / STEP_S);
  for (const code of document.querySelectorAll("svg[data-secret]")) {
    if (!code.dataset.secret || code.dataset.step === String(step)) continue;
    if (!globalThis.crypto?.subtle) return show("[data-insecure]", true);
    code.dataset.step = String(step);
    const { signed, secret } = code.dataset;
    const rows = qrRows(await proofAt(fromBase64url(signed), fromBase64url(secret), now()));
    const side = rows.length + 2 * MARGIN;
    code.setAttribute("viewBox", `0 0 ${side} ${side}`);
    code.querySelector("path").setAttribute("d", qrPath(rows, MARGIN));
    code.dataset.drawn = "true";
  }
  if (step !== drawnStep) restartBars();
  drawnStep = step;
}

function restartBars() {
  const left = STEP_S - (now() % STEP_S);
  for (const bar of document.querySelectorAll("[data-until-next]")) {
    bar.animate(
      [{ scale: `${left / STEP_S} 1` }, { scale: "0 1" }],
      { duration: left * 1000, fill: "forwards" },
    );
  }
}

function show(selector, visible) {
  for (const each of document.querySelectorAll(selector)) each.hidden = !visible;
}

function look() {
  show("[data-offline]", !navigator.onLine);
  drawRotating().catch(() => show("[data-insecure]", true));
}

// A dark screen at the door helps nobody: keep it on while the code is looked at.
async function stayAwake() {
  if (document.hidden || !document.querySelector("[data-code]")) return;
  await navigator.wakeLock?.request("screen").catch(() => {});
}

// Keep this page, its style and what draws the code; measure the clock by the same answer.
async function keep() {
  if (!("serviceWorker" in navigator)) return;
  const kept = await caches.open(KEPT);
  // A ticket that opens no door any more must not look as if it did when the network is away.
  if (!document.querySelector("[data-code]")) return void (await kept.delete(location.pathname));
  await navigator.serviceWorker.register("/sw.js", { scope: "/tickets/" });
  const asked = Date.now();
  const answer = await fetch(location.pathname, { cache: "no-store" });
  if (!answer.ok) return;
  const told = Date.parse(answer.headers.get("date") ?? "");
  const measured = told + 500 - (asked + Date.now()) / 2;
  offset = Math.abs(measured) > 2000 ? Math.round(measured) : 0;
  localStorage.setItem(CLOCK, String(offset));
  await kept.put(location.pathname, answer);
  const needed = performance
    .getEntriesByType("resource")
    .map((entry) => new URL(entry.name))
    .filter((url) => url.origin === location.origin && /\.(css|woff2|svg|webp)$/.test(url.pathname))
    .map((url) => url.pathname);
  const mine = ["/qr.js", "/rotating.js", "/ticket.js", "/bilten.js"];
  await Promise.allSettled([...new Set([...needed, ...mine])].map((path) => kept.add(path)));
  document.documentElement.dataset.kept = "true";
}

addEventListener("online", look);
addEventListener("offline", look);
document.addEventListener("visibilitychange", () => { look(); stayAwake(); });
new MutationObserver(look).observe(document.body, { subtree: true, childList: true });
setInterval(look, 500);
look();
stayAwake();
keep().catch(() => {});
