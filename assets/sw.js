// Only for ticket pages: they must open at a door without network. The page itself keeps what it
// needs (ticket.js); here it is asked for from the network first, and from what was kept after that.
const KEPT = "bilten-tickets-1";
const PATIENCE_MS = 3500;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(clearOld()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (/\.(css|woff2|svg|webp)$|^\/(qr|rotating|ticket|bilten)\.js$/.test(url.pathname))
    event.respondWith(thing(request));
});

async function clearOld() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("bilten-tickets-") && name !== KEPT);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function page(request) {
  const kept = await caches.match(request, { cacheName: KEPT, ignoreSearch: true, ignoreVary: true });
  if (!kept) return fetch(request);
  const tooLate = new Promise((_, refuse) => setTimeout(refuse, PATIENCE_MS));
  try {
    const answer = await Promise.race([fetch(request), tooLate]);
    return answer.status >= 500 ? kept : answer;
  } catch {
    return kept;
  }
}

async function thing(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await caches.match(request, { cacheName: KEPT, ignoreVary: true });
    if (kept) return kept;
    throw error;
  }
}
