import './figures/theme.css';
import './page.css';
import { createClient } from './client/worker-client.js';
import { createApp } from './create-app.js';
import { defineFigures } from './figures/index.js';
import { ExplorerPage } from './page.js';

defineFigures();

const startWorker = () => new Worker(new URL('./worker/worker.ts', import.meta.url), { type: 'module' });

const app = createApp(createClient(startWorker), window);
customElements.define('explorer-page', ExplorerPage);
const page = new ExplorerPage();
page.app = app;
document.body.append(page);
window.addEventListener('hashchange', () => void app.follow());

/** Keeps the page for when there is no network: after it has loaded, so that it comes out of the browser's own cache. */
async function keepOffline(): Promise<void> {
  if (import.meta.env.DEV || navigator.serviceWorker === undefined) return;
  // Where it is refused, as in some private windows, the page works all the same.
  await navigator.serviceWorker.register('./service-worker.js').catch(() => undefined);
}

await app.start();
await keepOffline();
