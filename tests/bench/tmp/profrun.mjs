import { spawn } from 'node:child_process'
import autocannon from 'autocannon'
const file=process.argv[2], arg=process.argv[3], out=process.argv[4]
const c=spawn(process.execPath,['--import','./preload.mjs',file,arg],{stdio:['ignore','ignore','inherit','ipc'],env:{...process.env,NODE_ENV:'production'}})
const {port}=await new Promise(r=>c.once('message',r))
const body = JSON.stringify({ offerId: '0199f1de-6a00-7000-8000-000000000002', startsAt: '2027-03-14T17:00:00Z', durationMinutes: 60, language: 'en', note: 'I lose my lane to early ganks.' })
const go=(d)=>autocannon({url:`http://127.0.0.1:${port}/api/v1/wishes/quote`,connections:32,duration:d,method:'POST',headers:{'content-type':'application/json'},body})
await go(3); c.send('prof-start'); const x=await go(6); c.send({stop:out}); await new Promise(r=>c.once('message',r))
console.log(x.requests.total/x.duration,x.non2xx)
c.kill('SIGTERM')
