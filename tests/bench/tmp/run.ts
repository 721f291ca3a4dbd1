import autocannon from 'autocannon'
import { startProgram, cpuMsOf, median } from '../measure.ts'
const body = JSON.stringify({
  offerId: '0199f1de-6a00-7000-8000-000000000002',
  startsAt: '2027-03-14T17:00:00Z',
  durationMinutes: 60,
  language: 'en',
  note: 'I lose my lane to early ganks.',
})
const defs = (process.argv[2] ?? '').split(',').map((s) => s.split(':'))
const rounds = Number(process.argv[3] ?? 4)
const progs = await Promise.all(defs.map(([f, a]) => startProgram<{ port: number }>(f!, [a!])))
const out = defs.map(() => ({ rps: [] as number[], cpu: [] as number[] }))
for (let r = 0; r <= rounds; r++)
  for (let i = 0; i < progs.length; i++) {
    const p = progs[i]!
    const b = cpuMsOf(p.process.pid!)
    const x = await autocannon({
      url: `http://127.0.0.1:${p.ready.port}/api/v1/wishes/quote`,
      connections: 32,
      duration: 2,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    })
    const c = ((cpuMsOf(p.process.pid!) - b) * 1000) / x.requests.total
    if (x.non2xx || x.errors) console.log('bad', x.non2xx, x.errors)
    if (r) {
      out[i]!.rps.push(x.requests.total / x.duration)
      out[i]!.cpu.push(c)
    }
  }
out.forEach((o, i) =>
  console.log(defs[i]!.join(':').padEnd(30), Math.round(median(o.rps)), '/s', median(o.cpu).toFixed(1), 'us cpu'),
)
for (const p of progs) await p.stop()
process.exit(0)
