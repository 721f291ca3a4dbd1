/** The Chromium that the journeys run in: one of this machine, else the one inside an npm package. */
import { existsSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findProgram } from '@ecc/kit/local-programs'
import { type Browser, chromium } from 'playwright-core'

/** A program to start, with what it needs in its environment. */
export interface Chromium {
  executablePath: string
  env: Record<string, string>
}

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Small machines and containers have little shared memory.
  '--disable-dev-shm-usage',
  // A camera that shows a moving picture, and consent without asking.
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--auto-accept-this-tab-capture',
  '--autoplay-policy=no-user-gesture-required',
  // Two peers on one machine, which may have no multicast: plain addresses, and loopback among them.
  '--disable-features=WebRtcHideLocalIpsWithMdns',
  '--allow-loopback-in-peer-connection',
  // Two people share this browser: the one whose window is behind must not fall asleep.
  '--disable-renderer-backgrounding',
  '--disable-backgrounding-occluded-windows',
  '--disable-background-timer-throttling',
]

/** `CHROMIUM_PATH`, a Chromium or Chrome on the PATH, else the one of the npm package; undefined when there is none. */
export async function findChromium(): Promise<Chromium | undefined> {
  const installed = process.env['CHROMIUM_PATH'] ?? findProgram('chromium') ?? findProgram('google-chrome')
  return installed ? { executablePath: installed, env: {} } : packagedChromium()
}

/** Starts it. The caller closes it. */
export function launch({ executablePath, env }: Chromium): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: flags,
    ignoreDefaultArgs: ['--mute-audio'],
    env: { ...(process.env as Record<string, string>), ...env },
  })
}

/**
 * The package brings the libraries a bare machine lacks, and unpacks them only where it takes the machine for its own;
 * so it is told so, and given a folder of its own, while it unpacks.
 */
async function packagedChromium(): Promise<Chromium | undefined> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined
  const folder = join(tmpdir(), `ecc-chromium-147-${process.getuid?.()}`)
  const whole = join(folder, 'whole')
  // Left half unpacked by somebody who was interrupted.
  if (!existsSync(whole)) await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const changed = {
    TMPDIR: folder,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x',
    LD_LIBRARY_PATH: undefined,
    FONTCONFIG_PATH: undefined,
  }
  const before = Object.fromEntries(Object.keys(changed).map((name) => [name, process.env[name]]))
  setEnvironment(changed)
  try {
    const { default: packaged } = await import('@sparticuz/chromium')
    const executablePath = await packaged.executablePath()
    await writeFile(whole, '')
    return { executablePath, env: { LD_LIBRARY_PATH: join(folder, 'al2023', 'lib'), ...(await fonts(folder)) } }
  } catch (error) {
    console.warn(`The Chromium of the npm package cannot be unpacked: ${String(error)}`)
    return undefined
  } finally {
    setEnvironment(before)
  }
}

/** The package's own font settings name folders of another machine, and without a font Chromium shows no text at all. */
async function fonts(folder: string): Promise<Record<string, string>> {
  const file = join(folder, 'fonts.conf')
  const folders = [join(folder, 'fonts'), '/usr/share/fonts'].map((path) => `<dir>${path}</dir>`)
  const cache = `<cachedir>${join(folder, 'fonts-cache')}</cachedir>`
  await writeFile(file, `<?xml version="1.0"?><fontconfig>${folders.join('')}${cache}</fontconfig>\n`)
  return { FONTCONFIG_FILE: file }
}

function setEnvironment(values: Record<string, string | undefined>): void {
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) delete process.env[name]
    else process.env[name] = value
  }
}
