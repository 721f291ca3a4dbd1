import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { activateAccount, loadAccount } from './accounts.ts'
import { completeAuthentication, failAuthentication } from './confirm-payment-intent.ts'
import { transaction } from './database.ts'
import { parseForm } from './form.ts'
import { formatMoney } from './money.ts'
import type { PaymentIntentRow } from './objects.ts'
import { loadIntent } from './payment-intents.ts'
import { noSuch, StripeProblem } from './problems.ts'
import { change, type Simulation, workIn } from './simulation.ts'
import type { Work } from './work.ts'

/** The pages a customer or a coach sees in Stripe's name: the card authentication and the payout onboarding. */
export function addHostedPages(server: FastifyInstance, simulation: Simulation): void {
  const read = <Result>(run: (work: Work) => Promise<Result>): Promise<Result> =>
    transaction(simulation.pool, (tx) => run(workIn(simulation, tx)))

  server.get('/_sim/3ds/:intent', async (request, reply) => {
    const intent = await read((work) => intentToAuthenticate(work, request))
    return intent.status === 'requires_action' ? page(reply, authenticationPage(intent)) : leave(reply, intent)
  })

  server.post('/_sim/3ds/:intent', async (request, reply) => {
    const passes = fieldOf(request, 'outcome') === 'complete'
    return leave(reply, await change(simulation, (work) => authenticate(work, request, passes)))
  })

  server.get('/_sim/connect/:account', async (request, reply) => {
    const account = await read((work) => loadAccount(work, paramOf(request, 'account')))
    return page(reply, onboardingPage(account.email ?? account.display_name ?? account.id))
  })

  server.post('/_sim/connect/:account', async (request, reply) => {
    await change(simulation, (work) => activateAccount(work, paramOf(request, 'account')))
    return redirectOrThank(reply, queryOf(request, 'return_url'))
  })
}

/** Only who was sent here knows the client secret; to anyone else there is no such payment. */
async function intentToAuthenticate(
  work: Work,
  request: FastifyRequest,
  options: { lock?: boolean } = {},
): Promise<PaymentIntentRow> {
  const id = paramOf(request, 'intent')
  const intent = await loadIntent(work, id, options)
  if (intent.client_secret !== queryOf(request, 'client_secret')) throw noSuch('payment_intent', id)
  return intent
}

/** A button pressed twice, or on a page left open, changes nothing the second time. */
async function authenticate(work: Work, request: FastifyRequest, passes: boolean): Promise<PaymentIntentRow> {
  const intent = await intentToAuthenticate(work, request, { lock: true })
  if (intent.status !== 'requires_action') return intent
  if (passes) await completeOrDecline(work, intent)
  else await failAuthentication(work, intent)
  return loadIntent(work, intent.id)
}

/** A card declined after the authentication is recorded on the intent, where the caller reads it. */
async function completeOrDecline(work: Work, intent: PaymentIntentRow): Promise<void> {
  try {
    await completeAuthentication(work, intent)
  } catch (error) {
    if (!(error instanceof StripeProblem) || !error.keepsChanges) throw error
  }
}

/** Back to the shop, with the parameters Stripe appends. */
function leave(reply: FastifyReply, intent: PaymentIntentRow): FastifyReply {
  if (intent.return_url === null) return redirectOrThank(reply, undefined)
  const paid = intent.status === 'succeeded' || intent.status === 'requires_capture'
  const url = new URL(intent.return_url)
  url.searchParams.set('payment_intent', intent.id)
  url.searchParams.set('payment_intent_client_secret', intent.client_secret)
  url.searchParams.set('redirect_status', paid ? 'succeeded' : 'failed')
  return reply.redirect(url.href, 303)
}

function redirectOrThank(reply: FastifyReply, url: string | undefined): FastifyReply {
  if (url !== undefined && /^https?:\/\//.test(url) && URL.canParse(url)) return reply.redirect(url, 303)
  return page(reply, { title: 'Done', text: 'You may close this page and return to the shop.', buttons: [] })
}

interface Page {
  title: string
  text: string
  buttons: { label: string; outcome: string; isMain: boolean }[]
}

function authenticationPage(intent: PaymentIntentRow): Page {
  return {
    title: 'Confirm your payment',
    text: `Your bank wants to know that it is you who pays ${formatMoney(intent.amount, intent.currency)}.`,
    buttons: [
      { label: 'Complete authentication', outcome: 'complete', isMain: true },
      { label: 'Fail authentication', outcome: 'fail', isMain: false },
    ],
  }
}

function onboardingPage(name: string): Page {
  return {
    title: 'Set up payouts',
    text: `This test page stands for the details a payment provider asks of ${name}. Nothing is asked here.`,
    buttons: [{ label: 'Activate payouts', outcome: 'activate', isMain: true }],
  }
}

function page(reply: FastifyReply, { title, text, buttons }: Page): FastifyReply {
  const shown = buttons.map(
    ({ label, outcome, isMain }) =>
      `<button name="outcome" value="${outcome}"${isMain ? ' class="main"' : ''}>${escapeHtml(label)}</button>`,
  )
  const form = shown.length === 0 ? '' : `<form method="post">${shown.join('')}</form>`
  return reply
    .headers({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors *",
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    })
    .send(
      `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title>` +
        `<meta name="viewport" content="width=device-width, initial-scale=1"><style>${styles}</style></head>` +
        `<body><main><p class="note">Payment simulator. No real money moves.</p><h1>${escapeHtml(title)}</h1>` +
        `<p>${escapeHtml(text)}</p>${form}</main></body></html>`,
    )
}

const styles = `:root{color-scheme:light}body{margin:0;background:#f3f4f8;color:#1a1f36;font:1rem/1.5 system-ui,sans-serif}
main{max-width:28rem;margin:10vh auto;padding:2rem;background:#fff;border-radius:12px;box-shadow:0 2px 16px #1a1f3622}
h1{font-size:1.5rem;margin:.5rem 0}.note{margin:0;color:#4f566b;font-size:.875rem}form{display:grid;gap:.75rem;margin-top:1.5rem}
button{font:inherit;font-weight:600;padding:.75rem;border-radius:8px;border:1px solid #6b7280;background:#fff;color:#1a1f36;cursor:pointer}
button.main{background:#4338ca;border-color:#4338ca;color:#fff}button:focus-visible{outline:3px solid #111827;outline-offset:2px}`

function escapeHtml(text: string): string {
  const names: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
  return text.replace(/[&<>"']/g, (character) => names[character] ?? character)
}

function paramOf(request: FastifyRequest, name: string): string {
  return (request.params as Record<string, string>)[name] ?? ''
}

function queryOf(request: FastifyRequest, name: string): string | undefined {
  const value = parseForm((request.query as { text?: string }).text ?? '')?.[name]
  return typeof value === 'string' ? value : undefined
}

function fieldOf(request: FastifyRequest, name: string): string | undefined {
  const value = parseForm(typeof request.body === 'string' ? request.body : '')?.[name]
  return typeof value === 'string' ? value : undefined
}
