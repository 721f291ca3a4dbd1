import { expect, it } from 'vitest'
import { durationsOf, routeDurationsText } from './route-durations.ts'

const linesOf = (service: string) =>
  routeDurationsText()
    .split('\n')
    .filter((line) => line.includes(`service="${service}"`))

it('counts each answer in the buckets that it fits into, by status', () => {
  const observe = durationsOf('slow-service', 'sleep')
  for (const seconds of [0.005, 0.3, 60]) observe(200, seconds)
  durationsOf('slow-service', 'sleep')(404, 0.3)
  const of200 = linesOf('slow-service').filter((line) => line.includes('status="200"'))
  expect(of200.map((line) => line.split(' ')[1]).join(' ')).toBe('1 1 1 1 1 1 2 2 2 2 2 3 60.305 3')
  expect(of200[0]).toBe(
    'http_request_duration_seconds_bucket{le="0.005",service="slow-service",route="sleep",status="200"} 1',
  )
  expect(linesOf('slow-service').filter((line) => line.includes('_count'))).toEqual([
    'http_request_duration_seconds_count{service="slow-service",route="sleep",status="200"} 3',
    'http_request_duration_seconds_count{service="slow-service",route="sleep",status="404"} 1',
  ])
})
