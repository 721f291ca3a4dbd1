import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

/** The gateway, which the development server hands everything to that is not the web app itself. */
const gateway = 'http://localhost:8080'

export default defineConfig({
  plugins: [react(), compressed()],
  resolve: { alias: { typebox: fileURLToPath(new URL('./src/lib/contract-shapes.ts', import.meta.url)) } },
  build: { outDir: 'dist', target: 'es2022', assetsInlineLimit: 0 },
  server: {
    port: 5173,
    proxy: {
      '/api': { target: gateway, changeOrigin: true },
      '/dev': { target: gateway, changeOrigin: true },
      '/health': { target: gateway, changeOrigin: true },
      '/ws': { target: gateway, ws: true },
      '/rtc': { target: gateway, ws: true },
    },
  },
})

/** Writes a `.br` and a `.gz` beside each text file, which the gateway sends instead of compressing at every request. */
function compressed(): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    writeBundle: async ({ dir = 'dist' }) => {
      const names = await readdir(dir, { recursive: true })
      const texts = names.filter((name) => /\.(js|css|html|svg)$/.test(name))
      await Promise.all(
        texts.map(async (name) => {
          const path = join(dir, name)
          const content = await readFile(path)
          await writeFile(`${path}.br`, await promisify(brotliCompress)(content))
          await writeFile(`${path}.gz`, await promisify(gzip)(content))
        }),
      )
    },
  }
}
