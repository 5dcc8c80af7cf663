/** Keep the shell, so that the scanner opens without a network. The build fills in version and files. */

declare const VERSION: string;
declare const SHELL: string[];

const worker = globalThis as any;
const CACHE = `bilten-scanner-${VERSION}`;

worker.addEventListener("install", (event: any) => {
  const fill = async () => {
    const cache = await caches.open(CACHE);
    await cache.addAll(SHELL.map((file) => new Request(file, { cache: "reload" })));
    await worker.skipWaiting();
  };
  event.waitUntil(fill());
});

worker.addEventListener("activate", (event: any) => {
  const tidy = async () => {
    const old = (await caches.keys()).filter((name) => name.startsWith("bilten-scanner-") && name !== CACHE);
    await Promise.all(old.map((name) => caches.delete(name)));
    await worker.clients.claim();
  };
  event.waitUntil(tidy());
});

worker.addEventListener("fetch", (event: any) => {
  const url = new URL(event.request.url);
  const scope: string = worker.registration.scope;
  if (event.request.method !== "GET" || !url.href.startsWith(scope)) return;
  const kept = event.request.mode === "navigate" ? "./" : event.request;
  // A file is the same whoever asks: a server that says `Vary: Origin` must not keep a module from its own page.
  const same = { ignoreSearch: true, ignoreVary: true };
  event.respondWith(caches.open(CACHE).then(async (cache) => (await cache.match(kept, same)) ?? fetch(event.request)));
});
