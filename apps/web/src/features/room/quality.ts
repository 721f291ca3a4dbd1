/** How good the connection is, from what the browser counts. */

export type Quality = 'good' | 'fair' | 'poor'

/** What was counted since the connection began, and the round trip as last measured. */
export interface Sample {
  received: number
  lost: number
  roundTripMs: number | null
}

/** Reads the counters out of a report of `getStats()`. */
export function sampleOf(report: Iterable<[string, Record<string, unknown>]>): Sample {
  const sample: Sample = { received: 0, lost: 0, roundTripMs: null }
  for (const [, entry] of report) {
    if (entry.type === 'inbound-rtp') {
      sample.received += Number(entry.packetsReceived ?? 0)
      sample.lost += Number(entry.packetsLost ?? 0)
    }
    const isUsed = entry.type === 'candidate-pair' && entry.nominated === true && entry.state === 'succeeded'
    if (isUsed && typeof entry.currentRoundTripTime === 'number')
      sample.roundTripMs = Math.round(entry.currentRoundTripTime * 1000)
  }
  return sample
}

/**
 * The quality between two samples. From 5 % loss speech breaks up; from 400 ms one way and back people talk into each
 * other (ITU-T G.114 asks for less than that).
 */
export function qualityOf(before: Sample, after: Sample): Quality {
  const lost = Math.max(0, after.lost - before.lost)
  const sent = Math.max(0, after.received - before.received) + lost
  const loss = sent === 0 ? 0 : lost / sent
  const roundTripMs = after.roundTripMs ?? 0
  if (loss > 0.05 || roundTripMs > 400) return 'poor'
  if (loss > 0.02 || roundTripMs > 200) return 'fair'
  return 'good'
}
