import type Stripe from 'stripe'
import { insertRow, updateRow } from './database.ts'
import { emitEvent } from './events.ts'
import { listRows } from './lists.ts'
import type { Parameters } from './parameters.ts'
import { invalidParameter, noSuch } from './problems.ts'
import { newId, type Work } from './work.ts'

const linkSeconds = 300

export interface AccountRow {
  id: string
  created: number
  type: 'custom' | 'express' | 'none' | 'standard'
  email: string | null
  country: string
  currency: string
  display_name: string | null
  dashboard: 'express' | 'full' | 'none'
  business_type: string | null
  transfers: 'active' | 'inactive' | 'unrequested'
  details_submitted: boolean
  metadata: Record<string, string>
}

/** POST /v1/accounts: a connected account; it can be paid once its owner has finished onboarding. */
export async function createAccount(work: Work, parameters: Parameters): Promise<Stripe.Account> {
  const type = parameters.optionalChoice('type', ['custom', 'express', 'standard'])
  const controller = parameters.nested('controller')
  const dashboard = controller?.nested('stripe_dashboard')?.optionalChoice('type', ['express', 'full', 'none'])
  controller?.ignore('fees', 'losses', 'requirement_collection')
  const transfers = parameters.nested('capabilities')
  const requested = transfers?.nested('transfers')?.optionalBoolean('requested') ?? type === 'standard'
  transfers?.ignore('card_payments')
  const country = parameters.optionalText('country') ?? 'DE'
  const columns = {
    email: parameters.optionalText('email') ?? null,
    country,
    currency: parameters.optionalText('default_currency') ?? currencyOf(country),
    business_type: parameters.optionalText('business_type') ?? null,
    metadata: parameters.metadata(),
  }
  parameters.ignore('business_profile', 'settings', 'individual', 'company', 'tos_acceptance')
  parameters.finish()
  const row = await insertAccount(work, {
    ...columns,
    type: type ?? (dashboard === 'express' ? 'express' : 'none'),
    dashboard: dashboard ?? (type === 'standard' ? 'full' : type === 'custom' ? 'none' : 'express'),
    transfers: requested ? 'inactive' : 'unrequested',
  })
  return describeAccount(row)
}

/** Adds an account that still has to be onboarded. */
export async function insertAccount(work: Work, columns: Partial<AccountRow>): Promise<AccountRow> {
  const fixed = { id: newId('acct'), created: work.nowSeconds, details_submitted: false }
  return insertRow<AccountRow>(work.tx, 'accounts', { ...fixed, ...columns })
}

/** The currency an account in this country is paid in, unless it says otherwise. */
export function currencyOf(country: string): string {
  const known: Record<string, string> = { US: 'usd', GB: 'gbp', CH: 'chf', PL: 'pln', SE: 'sek', DK: 'dkk', NO: 'nok' }
  return known[country.toUpperCase()] ?? 'eur'
}

/** POST /v1/accounts/:id */
export async function updateAccount(work: Work, parameters: Parameters, id: string): Promise<Stripe.Account> {
  const row = await loadAccount(work, id, { lock: true })
  const email = parameters.changedText('email')
  const requested = parameters.nested('capabilities')?.nested('transfers')?.optionalBoolean('requested')
  const metadata = parameters.metadata(row.metadata)
  parameters.ignore('business_profile', 'settings', 'business_type')
  parameters.finish()
  const changes: Partial<AccountRow> = { metadata }
  if (email !== undefined) changes.email = email
  if (requested === true && row.transfers === 'unrequested') {
    changes.transfers = row.details_submitted ? 'active' : 'inactive'
  }
  return changeAccount(work, id, changes)
}

/** The owner has given every detail: the account may be paid, and the platform hears of it. */
export async function activateAccount(work: Work, id: string): Promise<Stripe.Account> {
  const row = await loadAccount(work, id, { lock: true })
  if (row.transfers === 'active' && row.details_submitted) return describeAccount(row)
  return changeAccount(work, id, { transfers: 'active', details_submitted: true })
}

/** Stripe stops paying an account, for example because a document was not accepted. */
export async function restrictAccount(work: Work, id: string): Promise<Stripe.Account> {
  await loadAccount(work, id, { lock: true })
  return changeAccount(work, id, { transfers: 'inactive' })
}

async function changeAccount(work: Work, id: string, changes: Partial<AccountRow>): Promise<Stripe.Account> {
  const account = describeAccount(await updateRow<AccountRow>(work.tx, 'accounts', id, changes))
  await emitEvent(work, 'account.updated', account)
  return account
}

/** GET /v1/accounts/:id */
export async function getAccount(work: Work, parameters: Parameters, id: string): Promise<Stripe.Account> {
  parameters.finish()
  return describeAccount(await loadAccount(work, id))
}

/** GET /v1/accounts */
export async function listAccounts(work: Work, parameters: Parameters): Promise<object> {
  return listRows<AccountRow, Stripe.Account>(work.tx, parameters, {
    table: 'accounts',
    url: '/v1/accounts',
    where: {},
    build: describeAccount,
  })
}

/** POST /v1/account_links: the address of the hosted onboarding page. */
export async function createAccountLink(work: Work, parameters: Parameters): Promise<Stripe.AccountLink> {
  const id = parameters.text('account')
  parameters.optionalChoice('type', ['account_onboarding', 'account_update'])
  const returnUrl = parameters.text('return_url')
  parameters.text('refresh_url')
  parameters.ignore('collect', 'collection_options')
  parameters.finish()
  await loadAccount(work, id, { param: 'account' })
  return {
    object: 'account_link',
    created: work.nowSeconds,
    expires_at: work.nowSeconds + linkSeconds,
    url: onboardingUrl(work, id, returnUrl),
  } satisfies Stripe.AccountLink
}

/** The address of the hosted onboarding page; throws when the return address is not one a browser can follow. */
export function onboardingUrl(work: Work, accountId: string, returnUrl: string): string {
  if (!/^https?:\/\//.test(returnUrl) || !URL.canParse(returnUrl)) {
    throw invalidParameter('url_invalid', 'Not a valid URL', 'return_url')
  }
  return `${work.settings.publicUrl}/_sim/connect/${accountId}?return_url=${encodeURIComponent(returnUrl)}`
}

export async function loadAccount(
  work: Work,
  id: string,
  options: { lock?: boolean; param?: string; noun?: string } = {},
): Promise<AccountRow> {
  const lock = options.lock ? 'for no key update' : ''
  const row = await work.tx.row<AccountRow>(`select * from stripe_simulator.accounts where id = $1 ${lock}`, [id])
  if (row === undefined) throw noSuch(options.noun ?? 'account', id, options.param)
  return row
}

const detailsDue = ['external_account', 'individual.dob.day', 'individual.first_name', 'tos_acceptance.date']

/** Stripe's v1 object of an account. */
export function describeAccount(row: AccountRow): Stripe.Account {
  const isActive = row.transfers === 'active'
  const due = row.details_submitted ? [] : detailsDue
  return {
    id: row.id,
    object: 'account',
    business_type: row.business_type,
    capabilities: row.transfers === 'unrequested' ? {} : { transfers: row.transfers },
    charges_enabled: false,
    controller: { type: 'application', is_controller: true, stripe_dashboard: { type: row.dashboard } },
    country: row.country,
    created: row.created,
    default_currency: row.currency,
    details_submitted: row.details_submitted,
    email: row.email,
    future_requirements: requirements([], null),
    metadata: row.metadata,
    payouts_enabled: isActive,
    requirements: requirements(due, isActive ? null : 'requirements.past_due'),
    type: row.type,
  } satisfies Stripe.Account
}

function requirements(due: string[], disabledReason: 'requirements.past_due' | null) {
  return {
    alternatives: [],
    current_deadline: null,
    currently_due: due,
    disabled_reason: disabledReason,
    errors: [],
    eventually_due: due,
    past_due: due,
    pending_verification: [],
  }
}
