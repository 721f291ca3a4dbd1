import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** The gateway, which the development server hands everything to that is not the web app itself. */
const gateway = 'http://localhost:8080'

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { typebox: fileURLToPath(new URL('./src/lib/contract-shapes.ts', import.meta.url)) } },
  build: { outDir: 'dist', target: 'es2022', assetsInlineLimit: 0 },
  server: {
    port: 5173,
    proxy: {
      '/api': { target: gateway, changeOrigin: true },
      '/dev': { target: gateway, changeOrigin: true },
      '/ws': { target: gateway, ws: true },
      '/rtc': { target: gateway, ws: true },
    },
  },
})
