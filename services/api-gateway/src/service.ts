/** api-gateway: the one public door. Routing, token check, rate limits, load shedding, API reference, web app. */
import { defineService } from '@ecc/kit'
import { serveApiReference } from './api-reference.ts'
import { config, type Resources } from './config.ts'
import { getPlatformHealth } from './get-platform-health.ts'
import { shedLoad } from './load.ts'
import { moveClock } from './move-clock.ts'
import { routeToServices } from './proxy.ts'
import { protect } from './security-headers.ts'
import { serveSimulatorPages } from './simulator-pages.ts'
import { serveWeb } from './web.ts'
import { handOver } from './web-sockets.ts'

export default defineService({
  name: 'api-gateway',
  port: 8080,
  config,
  resources: async ({ ground }): Promise<Resources> => ({ ground }),
  routes: [getPlatformHealth, moveClock],
  async extend(app, ctx) {
    shedLoad(app, ctx)
    await protect(app, ctx)
    await routeToServices(app, ctx)
    await serveApiReference(app)
    serveSimulatorPages(app, ctx)
    await serveWeb(app, ctx)
  },
  upgrade: handOver,
})
