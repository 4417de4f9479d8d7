import { fileURLToPath } from 'node:url';
import { defaultClientConditions, defineConfig } from 'vite';
import { offline } from './vite-offline.js';

/** What lets a page use several threads. */
const headers = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** ONNX Runtime's glue stays a file of its own, which its threads load as well. */
const conditions = ['onnxruntime-web-use-extern-wasm', ...defaultClientConditions];

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  // Relative, so that the page works below any path.
  base: './',
  resolve: { conditions },
  build: {
    target: 'es2022',
    outDir: 'dist',
    emptyOutDir: true,
    // Every file is one: a service worker can keep it, and a policy can allow it.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  worker: { format: 'es' },
  plugins: [offline()],
  server: { headers, fs: { allow: ['..'] } },
  preview: { headers },
});
