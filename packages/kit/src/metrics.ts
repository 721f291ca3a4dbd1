/** Prometheus metrics of the process; `/metrics` shows them. */
import { collectDefaultMetrics, Gauge, Histogram, register } from 'prom-client'
import { routeDurationsText } from './route-durations.ts'

let started = false

/** Starts collecting the process's own figures; harmless to repeat. */
export function startMetrics(): void {
  if (started) return
  started = true
  collectDefaultMetrics()
}

/** How long contract calls to other services take, in seconds. */
export const callDuration = new Histogram({
  name: 'contract_call_duration_seconds',
  help: 'Duration of contract calls by route and outcome',
  labelNames: ['route', 'outcome'] as const,
  buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5],
})

/** WebSocket connections open now. */
export const openSockets = new Gauge({
  name: 'open_websockets',
  help: 'WebSocket connections by path',
  labelNames: ['path'] as const,
})

/** All metrics in Prometheus' text format. */
export async function metricsText(): Promise<{ contentType: string; text: string }> {
  return { contentType: register.contentType, text: `${await register.metrics()}\n${routeDurationsText()}` }
}
