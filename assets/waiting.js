// The waiting room: asks for its changing part as often as the server says, joins by doing a little
// work, counts down, and checks a draw. Without it the page reloads itself.

const room = location.pathname.replace(/\/(draw)?$/, "");
const now = document.getElementById("now");
const title = document.title;
let tag = "";
let timer;

/** Put an answer in place, unless nothing changed, and ask again when it says. */
async function show(answer) {
  if (answer.ok) {
    tag = answer.headers.get("ETag") ?? "";
    now.innerHTML = await answer.text();
    arrange();
  }
  const wait = now.querySelector("[data-again]")?.dataset.again ?? answer.headers.get("Retry-After") ?? 10;
  again(answer.status >= 400 ? 30 : Number(wait));
}

function again(seconds) {
  clearTimeout(timer);
  timer = setTimeout(look, seconds * 1000);
}

async function look() {
  try {
    await show(await fetch(`${room}/now`, { headers: tag ? { "If-None-Match": tag } : {} }));
  } catch {
    again(10);
  }
}

/** Do what the part asks for: go on, join, count. */
function arrange() {
  const part = now.firstElementChild;
  document.title = part?.dataset.title ? `${part.dataset.title} · ${title}` : title;
  if (part?.dataset.go) location.replace(part.dataset.go);
  const form = now.querySelector("form[data-join]");
  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    join(form);
  });
  if (form?.dataset.atOnce !== undefined) join(form);
  count();
}

async function join(form) {
  const button = form.querySelector("button");
  button.disabled = true;
  const challenge = form.elements.challenge.value;
  const nonce = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const answer = form.dataset.join === "work" ? await work(challenge, Number(form.dataset.bits)) : "";
  const body = new URLSearchParams({ nonce, challenge, answer });
  try {
    clearTimeout(timer);
    await show(await fetch(room, { method: "POST", body, headers: { Accept: "text/plain" } }));
  } catch {
    button.disabled = false;
    again(10);
  }
}

/** Find a number whose SHA-256 with the challenge begins with so many zero bits. */
async function work(challenge, bits) {
  const text = new TextEncoder();
  for (let first = 0; ; first += 256) {
    const digests = await Promise.all(
      Array.from({ length: 256 }, (_, step) => crypto.subtle.digest("SHA-256", text.encode(`${challenge}:${first + step}`))),
    );
    const found = digests.findIndex((digest) => new DataView(digest).getUint32(0) >>> (32 - bits) === 0);
    if (found >= 0) return String(first + found);
  }
}

/** Show how long it is until a moment: in days from two on, then second by second. */
function count() {
  const days = new Intl.RelativeTimeFormat(document.documentElement.lang);
  for (const moment of document.querySelectorAll("[data-until]")) {
    const left = Math.max(0, Math.round((new Date(moment.dataset.until) - Date.now()) / 1000));
    if (left >= 2 * 86400) {
      moment.textContent = days.format(Math.floor(left / 86400), "day");
      continue;
    }
    const parts = [Math.floor(left / 3600), Math.floor(left / 60) % 60, left % 60].map((part) => String(part).padStart(2, "0"));
    moment.textContent = (parts[0] === "00" ? parts.slice(1) : parts).join(":");
  }
}

const bytesOf = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const hexOf = (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");

/** Whether the seed has the hash that was published, and the order follows from the seed. */
async function isFair({ seed, seed_hash, order }) {
  const raw = bytesOf(seed);
  if (hexOf(await crypto.subtle.digest("SHA-256", raw)) !== seed_hash) return false;
  const key = await crypto.subtle.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const signed = await Promise.all(order.map(async (turn) => hexOf(await crypto.subtle.sign("HMAC", key, bytesOf(turn.replaceAll("-", ""))))));
  return signed.every((mark, index) => index === 0 || signed[index - 1] < mark);
}

async function check(verdict) {
  const draw = await (await fetch(verdict.dataset.draw)).json();
  const state = draw.seed === null ? "early" : (await isFair(draw)) ? "right" : "wrong";
  verdict.dataset.state = state;
  verdict.textContent = verdict.dataset[state];
}

const verdict = document.querySelector("[data-draw]");
if (verdict) check(verdict);
else {
  arrange();
  if (!now.querySelector("[data-at-once]")) again(Number(now.querySelector("[data-again]")?.dataset.again ?? 2));
}
setInterval(count, 1000);
