/** What the benches use of autocannon, which brings no types. */
declare module 'autocannon' {
  interface Options {
    url: string
    connections: number
    /** Seconds. */
    duration: number
    method: string
    headers: Record<string, string>
    body: string
  }
  interface Result {
    errors: number
    non2xx: number
    /** Seconds. */
    duration: number
    requests: { total: number }
  }
  export default function autocannon(options: Options): Promise<Result>
}
