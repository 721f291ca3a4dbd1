/** Traces by OpenTelemetry: spans of requests, contract calls, events and jobs, sent over OTLP/HTTP. */

import { ProblemError } from '@ecc/contracts/define'
import type { Tracer } from '@opentelemetry/api'
import type { Logger } from 'pino'
import { Type } from 'typebox'
import { readConfig } from './config.ts'
import { type Recorder, recordSpans } from './trace.ts'

/** What decides whether and where traces go. */
export const telemetryConfig = Type.Object({
  OTEL_ENABLED: Type.Boolean({
    default: false,
    description: 'Sends traces to OpenTelemetry; about doubles the CPU of a small route',
  }),
  OTEL_EXPORTER_OTLP_ENDPOINT: Type.String({
    default: 'http://127.0.0.1:4318',
    description: 'Collector that takes OTLP over HTTP, such as Jaeger',
  }),
  OTEL_TRACES_SAMPLE_RATIO: Type.Number({
    default: 1,
    minimum: 0,
    maximum: 1,
    description: 'Share of new traces that is sent; saves network, not CPU',
  }),
})

const sendTimeoutMs = 3_000

/**
 * Has the spans of this process sent from now on, where `OTEL_ENABLED` is set; else nothing of OpenTelemetry is loaded.
 * `stop` sends what is left, and comes after the platform's stop.
 */
export async function startTelemetry(
  env: Record<string, string | undefined>,
  log: Logger,
): Promise<{ stop(): Promise<void> }> {
  const config = readConfig(telemetryConfig, env)
  if (!config.OTEL_ENABLED) return { stop: async () => {} }
  const [{ OTLPTraceExporter }, { resourceFromAttributes }, sdk] = await Promise.all([
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
    import('@opentelemetry/sdk-trace'),
  ])
  const url = `${config.OTEL_EXPORTER_OTLP_ENDPOINT.replace(/\/$/, '')}/v1/traces`
  const processor = new sdk.BatchSpanProcessor({
    exporter: new OTLPTraceExporter({ url, timeoutMillis: sendTimeoutMs }),
  })
  const root = new sdk.TraceIdRatioBasedSampler(config.OTEL_TRACES_SAMPLE_RATIO)
  const tracers = new Map<string, Tracer>()
  const tracerOf = (service: string): Tracer => {
    const known = tracers.get(service)
    if (known) return known
    // A provider each: services of one process are told apart in the traces as those of nine processes are.
    const provider = new sdk.TracerProvider({
      resource: resourceFromAttributes({ 'service.name': service }),
      sampler: new sdk.ParentBasedSampler({ root }),
      spanProcessors: [processor],
    })
    const tracer = provider.getTracer('@ecc/kit')
    tracers.set(service, tracer)
    return tracer
  }
  recordSpans(await recorderOf(tracerOf))
  return {
    async stop() {
      recordSpans()
      await processor
        .shutdown()
        .catch((error: Error) => log.warn({ error: error.message }, 'the last traces were not sent'))
    },
  }
}

async function recorderOf(tracerOf: (service: string) => Tracer): Promise<Recorder> {
  const { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } = await import('@opentelemetry/api')
  const kinds = { server: SpanKind.SERVER, client: SpanKind.CLIENT, consumer: SpanKind.CONSUMER }
  const parentOf = (traceparent: string) => {
    const [, traceId = '', spanId = '', flags = ''] = traceparent.split('-')
    return trace.setSpanContext(ROOT_CONTEXT, {
      traceId,
      spanId,
      traceFlags: Number.parseInt(flags, 16),
      isRemote: true,
    })
  }
  return async ({ service, kind, name, attributes }, traceparent, work) => {
    const parent = traceparent ? parentOf(traceparent) : ROOT_CONTEXT
    const span = tracerOf(service).startSpan(name, { kind: kinds[kind], attributes }, parent)
    const { traceId, spanId, traceFlags } = span.spanContext()
    try {
      return await work(`00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`)
    } catch (error) {
      const status = error instanceof ProblemError ? error.status : 500
      span.setAttributes({ 'http.response.status_code': status, ...problemOf(error) })
      if (status >= 500) span.recordException(error as Error)
      if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR, message: (error as Error).message })
      throw error
    } finally {
      span.end()
    }
  }
}

const problemOf = (error: unknown) => (error instanceof ProblemError ? { 'error.type': error.code } : {})
