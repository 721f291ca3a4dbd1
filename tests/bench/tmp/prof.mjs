import { readFileSync } from 'node:fs'
const p = JSON.parse(readFileSync(process.argv[2]))
const self = new Map(),
  dt = p.timeDeltas,
  byId = new Map(p.nodes.map((n) => [n.id, n]))
let total = 0
const parent = new Map()
for (const n of p.nodes) for (const c of n.children ?? []) parent.set(c, n.id)
const incl = new Map()
const key = (n) =>
  `${n.callFrame.functionName || '(anon)'} ${n.callFrame.url.replace(/.*node_modules\//, '').replace(/.*\/work\/main\//, '')}:${n.callFrame.lineNumber + 1}`
p.samples.forEach((id, i) => {
  const d = dt[i]
  const n = byId.get(id)
  const k = key(n)
  if (k.startsWith('(idle)')) return
  total += d
  self.set(k, (self.get(k) ?? 0) + d)
  const seen = new Set()
  for (let x = id; x !== undefined; x = parent.get(x)) {
    const kk = key(byId.get(x))
    if (!seen.has(kk)) {
      seen.add(kk)
      incl.set(kk, (incl.get(kk) ?? 0) + d)
    }
  }
})
const show = (m, n) =>
  [...m]
    .sort((a, b) => b[1] - a[1])
    .slice(0, n)
    .forEach(([k, v]) => console.log(((v / total) * 100).toFixed(1).padStart(6) + '%', k))
console.log('SELF')
show(self, +(process.argv[3] ?? 45))
console.log('INCL')
show(incl, +(process.argv[4] ?? 70))
