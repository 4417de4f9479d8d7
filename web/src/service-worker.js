// Keeps the page for when there is no network. The build writes `version` and `files` in front of this file: a new version
// fills a cache of its own, and takes over when the last tab of the old one is closed.
/* global version, files */

const prefix = `pixel-deflection ${self.registration.scope} `;
const name = prefix + version;

async function fill() {
  const cache = await caches.open(name);
  // Names of files hold their contents, but for the page itself: only that must not come from the browser's own cache.
  await cache.addAll(files.map((file) => (file === './' ? new Request(file, { cache: 'reload' }) : file)));
}

async function tidy() {
  const names = await caches.keys();
  const old = names.filter((each) => each.startsWith(prefix) && each !== name);
  await Promise.all(old.map((each) => caches.delete(each)));
  await self.clients.claim();
}

self.addEventListener('install', (event) => event.waitUntil(fill()));
self.addEventListener('activate', (event) => event.waitUntil(tidy()));

async function answer(request) {
  const cache = await caches.open(name);
  const wanted = request.mode === 'navigate' ? './' : request;
  const kept = await cache.match(wanted, { ignoreSearch: true });
  if (kept !== undefined) return kept;
  const fresh = await fetch(request);
  // What is loaded on demand, such as the runtime with WebGPU, is there the next time as well.
  if (fresh.ok && fresh.status === 200) await cache.put(request, fresh.clone());
  return fresh;
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  // Models of other hosts are theirs to serve, and too large to keep unasked.
  if (request.method === 'GET' && request.url.startsWith(self.registration.scope)) event.respondWith(answer(request));
});
