/**
 * How long routes take, as a Prometheus histogram by service, route and status. Not by prom-client, which puts the labels of
 * every observation together anew: twice a request, that was a twentieth of a small request's time.
 */

const name = 'http_request_duration_seconds'
const bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2.5, 5, 10]

interface Series {
  labels: string
  /** Observations up to each bound that are above the one before. */
  counts: Float64Array
  count: number
  sumSeconds: number
}

const allSeries: Series[] = []
const byRoute = new Map<string, Map<number, Series>>()

/** Notes how long one answer of a route took. */
export type ObserveDuration = (status: number, seconds: number) => void

/** The way to note the answers of a route, asked for once. */
export function durationsOf(service: string, route: string): ObserveDuration {
  const key = `service="${service}",route="${route}"`
  const byStatus = byRoute.get(key) ?? new Map<number, Series>()
  byRoute.set(key, byStatus)
  return (status, seconds) => {
    let series = byStatus.get(status)
    if (!series) {
      series = { labels: `${key},status="${status}"`, counts: new Float64Array(bounds.length), count: 0, sumSeconds: 0 }
      byStatus.set(status, series)
      allSeries.push(series)
    }
    series.count++
    series.sumSeconds += seconds
    const bound = bounds.findIndex((most) => seconds <= most)
    if (bound >= 0) (series.counts[bound] as number)++
  }
}

/** In Prometheus' text format. */
export function routeDurationsText(): string {
  const head = [`# HELP ${name} Duration of HTTP requests by service and route`, `# TYPE ${name} histogram`]
  return `${[...head, ...allSeries.flatMap(linesOf)].join('\n')}\n`
}

function linesOf({ labels, counts, count, sumSeconds }: Series): string[] {
  let upTo = 0
  const buckets = bounds.map((most, bound) => {
    upTo += counts[bound] as number
    return `${name}_bucket{le="${most}",${labels}} ${upTo}`
  })
  return [
    ...buckets,
    `${name}_bucket{le="+Inf",${labels}} ${count}`,
    `${name}_sum{${labels}} ${sumSeconds}`,
    `${name}_count{${labels}} ${count}`,
  ]
}
