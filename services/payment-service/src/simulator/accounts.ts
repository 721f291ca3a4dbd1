import type Stripe from 'stripe'
import { insertRow, updateRow } from './database.ts'
import { emitEvent } from './events.ts'
import { listRows } from './lists.ts'
import { listObject } from './objects.ts'
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
  payout_interval: PayoutInterval
  weekly_anchor: WeekDay | null
  next_payout_at: number | null
  bank: 'new' | 'errored'
  /** The code with which the bank will refuse every payout. */
  bank_failure: string | null
  /** What Stripe asks for besides the details of onboarding, and until when the account works without it. */
  requirements: string[]
  requirements_due_at: number | null
  metadata: Record<string, string>
}

export type PayoutInterval = 'daily' | 'manual' | 'weekly'
const weekDays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const
type WeekDay = (typeof weekDays)[number]

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
  const schedule = scheduleOf(work, parameters)
  parameters.ignore('business_profile', 'individual', 'company', 'tos_acceptance')
  parameters.finish()
  const row = await insertAccount(work, {
    ...columns,
    ...schedule,
    type: type ?? (dashboard === 'express' ? 'express' : 'none'),
    dashboard: dashboard ?? (type === 'standard' ? 'full' : type === 'custom' ? 'none' : 'express'),
    transfers: requested ? 'inactive' : 'unrequested',
  })
  return describeAccount(row)
}

/** Adds an account that still has to be onboarded. */
export async function insertAccount(work: Work, columns: Partial<AccountRow>): Promise<AccountRow> {
  const fixed = {
    id: newId('acct'),
    created: work.nowSeconds,
    details_submitted: false,
    next_payout_at: nextPayoutAt(work.nowSeconds, 'daily', null),
  }
  return insertRow<AccountRow>(work.tx, 'accounts', { ...fixed, ...columns })
}

/** The currency an account in this country is paid in, unless it says otherwise. */
export function currencyOf(country: string): string {
  const known: Record<string, string> = { US: 'usd', GB: 'gbp', CH: 'chf', PL: 'pln', SE: 'sek', DK: 'dkk', NO: 'nok' }
  return known[country.toUpperCase()] ?? 'eur'
}

/** The payout schedule among the parameters: which days, and when that is next. Nothing when they do not say. */
function scheduleOf(work: Work, parameters: Parameters): Partial<AccountRow> {
  const settings = parameters.nested('settings')
  const payouts = settings?.nested('payouts')
  const schedule = payouts?.nested('schedule')
  const interval = schedule?.optionalChoice('interval', ['daily', 'manual', 'weekly'])
  const anchor = schedule?.optionalChoice('weekly_anchor', weekDays) ?? null
  schedule?.ignore('delay_days')
  payouts?.ignore('debit_negative_balances', 'statement_descriptor')
  settings?.ignore('branding', 'card_payments', 'dashboard', 'payments')
  if (interval === undefined) return {}
  if (interval === 'weekly' && anchor === null) {
    const param = 'settings[payouts][schedule][weekly_anchor]'
    throw invalidParameter('parameter_missing', `Missing required param: ${param}.`, param)
  }
  const next_payout_at = nextPayoutAt(work.nowSeconds, interval, anchor)
  return { payout_interval: interval, weekly_anchor: anchor, next_payout_at }
}

const daySeconds = 86_400

/** When an account is paid out next by itself: at midnight UTC, daily or on its day of the week. */
export function nextPayoutAt(nowSeconds: number, interval: PayoutInterval, anchor: WeekDay | null): number | null {
  if (interval === 'manual') return null
  const today = Math.floor(nowSeconds / daySeconds)
  if (interval === 'daily' || anchor === null) return (today + 1) * daySeconds
  const weekDay = (today + 4) % 7 // 1 January 1970 was a Thursday
  const wait = (weekDays.indexOf(anchor) - weekDay + 6) % 7
  return (today + wait + 1) * daySeconds
}

/** POST /v1/accounts/:id */
export async function updateAccount(work: Work, parameters: Parameters, id: string): Promise<Stripe.Account> {
  const row = await loadAccount(work, id, { lock: true })
  const email = parameters.changedText('email')
  const requested = parameters.nested('capabilities')?.nested('transfers')?.optionalBoolean('requested')
  const metadata = parameters.metadata(row.metadata)
  const schedule = scheduleOf(work, parameters)
  parameters.ignore('business_profile', 'business_type')
  parameters.finish()
  const changes: Partial<AccountRow> = { metadata, ...schedule }
  if (email !== undefined) changes.email = email
  if (requested === true && row.transfers === 'unrequested') {
    changes.transfers = row.details_submitted ? 'active' : 'inactive'
  }
  return changeAccount(work, id, changes)
}

/** The owner has given every detail, and a bank account that takes money: the platform hears of it. */
export async function activateAccount(work: Work, id: string): Promise<Stripe.Account> {
  const row = await loadAccount(work, id, { lock: true })
  const asksForMore = row.requirements.length > 0 || row.bank === 'errored' || row.bank_failure !== null
  if (row.transfers === 'active' && row.details_submitted && !asksForMore) return describeAccount(row)
  const bank = { bank: 'new', bank_failure: null } as const
  const nothingDue = { requirements: [], requirements_due_at: null }
  return changeAccount(work, id, { transfers: 'active', details_submitted: true, ...bank, ...nothingDue })
}

/** Stripe stops paying an account, for example because a document was not accepted. */
export async function restrictAccount(work: Work, id: string): Promise<Stripe.Account> {
  await loadAccount(work, id, { lock: true })
  return changeAccount(work, id, { transfers: 'inactive', requirements_due_at: null })
}

/** Stripe asks for more, such as `individual.verification.document`; past `dueAt` the account is restricted. */
export async function requireOfAccount(
  work: Work,
  id: string,
  requirements: string[],
  dueAt: number | null,
): Promise<Stripe.Account> {
  await loadAccount(work, id, { lock: true })
  return changeAccount(work, id, { requirements, requirements_due_at: dueAt })
}

/** A payout came back: the bank account takes no more, until its owner gives another. */
export async function markBankErrored(work: Work, id: string): Promise<void> {
  await changeAccount(work, id, { bank: 'errored' })
}

/** From now on the bank refuses payouts with this code, or takes them again. */
export async function setBankFailure(work: Work, id: string, code: string | null): Promise<Stripe.Account> {
  await loadAccount(work, id, { lock: true })
  return describeAccount(await updateRow<AccountRow>(work.tx, 'accounts', id, { bank_failure: code }))
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

/** Whether payouts may be made: nothing is past due, and no earlier one came back from this bank account. */
export function paysOut(row: AccountRow): boolean {
  return row.transfers === 'active' && row.bank !== 'errored'
}

/** The id of an account's bank account. */
export const bankAccountId = (accountId: string) => accountId.replace('acct_', 'ba_')

/** Stripe's v1 object of an account. */
export function describeAccount(row: AccountRow): Stripe.Account {
  const isActive = row.transfers === 'active'
  const bankDue = row.bank === 'errored' ? ['external_account'] : []
  const due = row.details_submitted ? [...bankDue, ...row.requirements] : detailsDue
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
    external_accounts: listObject(
      `/v1/accounts/${row.id}/external_accounts`,
      row.details_submitted ? [bankAccountObject(row)] : [],
      false,
    ),
    future_requirements: requirements([], null, null),
    metadata: row.metadata,
    payouts_enabled: paysOut(row),
    requirements: requirements(due, isActive ? null : 'requirements.past_due', row.requirements_due_at),
    settings: settingsOf(row),
    type: row.type,
  } satisfies Stripe.Account
}

function bankAccountObject(row: AccountRow): Stripe.BankAccount {
  return {
    id: bankAccountId(row.id),
    object: 'bank_account',
    account: row.id,
    account_holder_name: null,
    account_holder_type: null,
    account_type: null,
    available_payout_methods: ['standard'],
    bank_name: 'STRIPE TEST BANK',
    country: row.country,
    currency: row.currency,
    default_for_currency: true,
    fingerprint: null,
    last4: '3000',
    routing_number: null,
    status: row.bank,
  } satisfies Stripe.BankAccount
}

/** Only the payout schedule is kept; the rest is what a fresh account has. */
function settingsOf(row: AccountRow): Stripe.Account.Settings {
  return {
    branding: { icon: null, logo: null, primary_color: null, secondary_color: null },
    card_payments: {
      decline_on: { avs_failure: false, cvc_failure: false },
      statement_descriptor_prefix: null,
      statement_descriptor_prefix_kana: null,
      statement_descriptor_prefix_kanji: null,
    },
    dashboard: { display_name: row.display_name, timezone: 'Etc/UTC' },
    payments: {
      statement_descriptor: null,
      statement_descriptor_kana: null,
      statement_descriptor_kanji: null,
      statement_descriptor_prefix_kana: null,
      statement_descriptor_prefix_kanji: null,
    },
    payouts: {
      debit_negative_balances: false,
      schedule: {
        delay_days: 2,
        interval: row.payout_interval,
        ...(row.weekly_anchor !== null && { weekly_anchor: row.weekly_anchor }),
      },
      statement_descriptor: null,
    },
  } satisfies Stripe.Account.Settings
}

function requirements(due: string[], disabledReason: 'requirements.past_due' | null, deadline: number | null) {
  return {
    alternatives: [],
    current_deadline: deadline,
    currently_due: due,
    disabled_reason: disabledReason,
    errors: [],
    eventually_due: due,
    past_due: deadline === null ? due : [],
    pending_verification: [],
  }
}
