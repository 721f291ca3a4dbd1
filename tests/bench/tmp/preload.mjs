import { Session } from 'node:inspector'
import { writeFileSync } from 'node:fs'
const s = new Session(); s.connect()
const post=(m,p)=>new Promise((r,j)=>s.post(m,p,(e,x)=>e?j(e):r(x)))
process.on('message', async (m)=>{ if(m==='prof-start'){await post('Profiler.enable');await post('Profiler.setSamplingInterval',{interval:100});await post('Profiler.start')} if(m?.stop){const {profile}=await post('Profiler.stop');writeFileSync(m.stop,JSON.stringify(profile));process.send({done:1})}})
