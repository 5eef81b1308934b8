import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** A running Baton for the development server and for previews. */
const api = {
  '/api': { target: process.env['BATON_CONSOLE_API'] ?? 'http://127.0.0.1:8080', changeOrigin: false },
};

export default defineConfig({
  plugins: [react()],
  build: { outDir: 'dist', emptyOutDir: true, target: 'es2023', modulePreload: { polyfill: false } },
  server: { host: '127.0.0.1', proxy: api },
  preview: { host: '127.0.0.1', proxy: api },
});
