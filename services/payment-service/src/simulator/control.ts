import type { FastifyInstance, FastifyRequest } from 'fastify'
import { requireOfAccount, restrictAccount, setBankFailure } from './accounts.ts'
import { getBalance, recordMovement } from './balance.ts'
import { loadCharge } from './charges.ts'
import { txOn } from './database.ts'
import { closeDispute, openDispute } from './disputes.ts'
import { makeDueChanges } from './due-changes.ts'
import { faultKinds } from './faults.ts'
import { formOfJson } from './form.ts'
import { type Parameters, parametersOf } from './parameters.ts'
import { failPayout, payoutFailures } from './payouts.ts'
import { StripeProblem } from './problems.ts'
import { settleRefund } from './refunds.ts'
import { change, type Simulation, workIn } from './simulation.ts'
import { webhookModes } from './webhook-delivery.ts'
import { newId } from './work.ts'

const loopbackAddresses = ['127.0.0.1', '::1', '::ffff:127.0.0.1']

/** The control interface for tests and drills, JSON under /_sim/. It answers this machine only. */
export function addControl(server: FastifyInstance, simulation: Simulation): void {
  const post = (path: string, act: (parameters: Parameters, id: string) => unknown): void => {
    server.post(path, async (request) => {
      refuseStrangers(request)
      const parameters = parametersOf(bodyOf(request))
      return JSON.stringify(await act(parameters, (request.params as { id?: string }).id ?? ''))
    })
  }

  addFaults(server, simulation, post)
  addWebhooks(simulation, post)
  addWorldEvents(simulation, post)

  server.get('/_sim/state', async (request) => {
    refuseStrangers(request)
    return JSON.stringify(await stateOf(simulation))
  })
}

type Post = (path: string, act: (parameters: Parameters, id: string) => unknown) => void

function addFaults(server: FastifyInstance, simulation: Simulation, post: Post): void {
  post('/_sim/faults', (parameters) => {
    const kind = parameters.optionalChoice('kind', faultKinds)
    if (kind === undefined) throw badRequest('Missing required param: kind.')
    const match = parameters.nested('match')
    const method = match?.optionalText('method')
    const path = match?.optionalText('path')
    const times = parameters.optionalInteger('times') ?? null
    const delayMs = parameters.optionalInteger('delayMs') ?? 0
    parameters.finish()
    const matched = { ...(method !== undefined && { method }), ...(path !== undefined && { path }) }
    return simulation.faults.add({ kind, match: matched, times, delayMs })
  })
  server.delete('/_sim/faults', async (request) => {
    refuseStrangers(request)
    simulation.faults.clear()
    return '{}'
  })
}

function addWebhooks(simulation: Simulation, post: Post): void {
  post('/_sim/webhooks', (parameters) => {
    const mode = parameters.optionalChoice('mode', webhookModes)
    if (mode === undefined) throw badRequest('Missing required param: mode.')
    parameters.finish()
    simulation.delivery.setMode(mode)
    return { mode }
  })
  post('/_sim/webhooks/redeliver', async (parameters) => {
    const events = parameters.has('events') ? parameters.list('events') : undefined
    parameters.finish()
    return { redelivered: await simulation.delivery.redeliver(events) }
  })
}

/** What happens outside the platform: time passes, banks refuse, cardholders dispute, accounts pay out. */
function addWorldEvents(simulation: Simulation, post: Post): void {
  post('/_sim/clock', async (parameters) => {
    simulation.clock.advance(parameters.optionalInteger('advanceSeconds') ?? 0)
    parameters.finish()
    return { nowSeconds: simulation.clock.nowSeconds(), changes: await makeDueChanges(simulation) }
  })
  post('/_sim/refunds/:id/fail', (_, id) => change(simulation, (work) => settleRefund(work, id, 'failed')))
  post('/_sim/disputes', (parameters) => {
    const chargeId = parameters.text('charge')
    const isInquiry = parameters.optionalBoolean('inquiry') ?? false
    const reason = parameters.optionalText('reason') ?? 'fraudulent'
    const amount = parameters.optionalInteger('amount')
    parameters.finish()
    return change(simulation, async (work) =>
      openDispute(work, await loadCharge(work, chargeId, { lock: true }), { reason, isInquiry, amount }),
    )
  })
  post('/_sim/disputes/:id/close', (parameters, id) => {
    const outcome = parameters.optionalChoice('outcome', ['won', 'lost']) ?? 'lost'
    parameters.finish()
    return change(simulation, (work) => closeDispute(work, id, outcome))
  })
  post('/_sim/accounts/:id/restrict', (_, id) => change(simulation, (work) => restrictAccount(work, id)))
  addAccountEvents(simulation, post)
}

/** What Stripe and banks do to connected accounts: a document is asked for, a payout comes back, a balance is adjusted. */
function addAccountEvents(simulation: Simulation, post: Post): void {
  post('/_sim/accounts/:id/require', (parameters, id) => {
    const requirements = parameters.list('requirements')
    const dueInSeconds = parameters.optionalInteger('dueInSeconds')
    parameters.finish()
    const dueAt = dueInSeconds === undefined ? null : simulation.clock.nowSeconds() + dueInSeconds
    return change(simulation, (work) => requireOfAccount(work, id, requirements, dueAt))
  })
  post('/_sim/accounts/:id/bank', (parameters, id) => {
    const code = parameters.optionalChoice('failure', payoutFailures) ?? null
    parameters.finish()
    return change(simulation, (work) => setBankFailure(work, id, code))
  })
  post('/_sim/payouts/:id/fail', (parameters, id) => {
    const code = parameters.optionalChoice('failure', payoutFailures) ?? 'account_closed'
    parameters.finish()
    return change(simulation, (work) => failPayout(work, id, code))
  })
  post('/_sim/accounts/:id/payouts', (parameters, id) => {
    const amount = parameters.integer('amount')
    const currency = parameters.text('currency')
    parameters.finish()
    const spent = { type: 'payout', reportingCategory: 'payout', sourceId: newId('po'), account: id } as const
    return change(simulation, (work) => recordMovement(work, { ...spent, amount: -amount, currency }))
  })
  post('/_sim/accounts/:id/adjustments', (parameters, id) => {
    const amount = parameters.integer('amount')
    const currency = parameters.text('currency')
    parameters.finish()
    const adjustment = { type: 'adjustment', reportingCategory: 'other_adjustment', sourceId: newId('adj') } as const
    return change(simulation, (work) => recordMovement(work, { ...adjustment, account: id, amount, currency }))
  })
}

const countedTables = [
  'accounts',
  'charges',
  'customers',
  'disputes',
  'events',
  'payment_intents',
  'payouts',
  'refunds',
  'transfer_reversals',
  'transfers',
]

async function stateOf(simulation: Simulation): Promise<object> {
  const tx = txOn(simulation.pool)
  const counts: Record<string, number> = {}
  for (const table of countedTables) {
    const row = await tx.row<{ count: number }>(`select count(*) as count from stripe_simulator.${table}`)
    counts[table] = row?.count ?? 0
  }
  const deliveries = await tx.rows<{ delivery: string; count: number }>(
    'select delivery, count(*) as count from stripe_simulator.events group by delivery',
  )
  const { available, pending } = await getBalance(workIn(simulation, tx), parametersOf({}))
  return {
    balance: { available, pending },
    counts,
    webhooks: {
      mode: simulation.delivery.mode(),
      events: Object.fromEntries(deliveries.map(({ delivery, count }) => [delivery, count])),
    },
    faults: simulation.faults.list(),
    nowSeconds: simulation.clock.nowSeconds(),
  }
}

function refuseStrangers(request: FastifyRequest): void {
  if (loopbackAddresses.includes(request.raw.socket.remoteAddress ?? '')) return
  throw new StripeProblem(403, { type: 'invalid_request_error', message: 'The control interface is local.' })
}

function bodyOf(request: FastifyRequest) {
  const text = typeof request.body === 'string' && request.body !== '' ? request.body : '{}'
  const form = formOfJson(parseJson(text))
  if (form === undefined) throw badRequest('The body must be a JSON object.')
  return form
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw badRequest(`The body is not JSON: ${String(error)}`)
  }
}

function badRequest(message: string): StripeProblem {
  return new StripeProblem(400, { type: 'invalid_request_error', message })
}
