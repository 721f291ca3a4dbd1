import type Stripe from 'stripe'
import { type AccountRow, currencyOf, describeAccount, insertAccount, loadAccount, onboardingUrl } from './accounts.ts'
import { updateRow } from './database.ts'
import { emitEvent } from './events.ts'
import type { Parameters } from './parameters.ts'
import { invalidParameter } from './problems.ts'
import type { Work } from './work.ts'

const linkSeconds = 600

/** POST /v2/core/accounts: the same connected accounts in the newer shape. Parts are answered when `include` asks. */
export async function createAccountV2(work: Work, parameters: Parameters): Promise<Stripe.V2.Core.Account> {
  const include = parameters.list('include')
  const requested = recipientRequested(parameters)
  const identity = parameters.nested('identity')
  const country = identity?.optionalText('country') ?? 'de'
  const businessType = identity?.optionalText('entity_type') ?? null
  identity?.ignore('individual', 'business_details', 'attestations')
  const defaults = parameters.nested('defaults')
  const currency = defaults?.optionalText('currency') ?? currencyOf(country)
  defaults?.ignore('responsibilities', 'locales', 'profile')
  const dashboard = parameters.optionalChoice('dashboard', ['express', 'full', 'none']) ?? 'express'
  const columns = { ...sharedColumns(parameters), metadata: parameters.metadata() }
  parameters.finish()
  const row = await insertAccount(work, {
    ...columns,
    country: country.toUpperCase(),
    currency,
    business_type: businessType,
    dashboard,
    type: dashboard === 'express' ? 'express' : 'none',
    transfers: requested ? 'inactive' : 'unrequested',
  })
  return describeAccountV2(row, include)
}

/** POST /v2/core/accounts/:id */
export async function updateAccountV2(work: Work, parameters: Parameters, id: string): Promise<Stripe.V2.Core.Account> {
  const row = await loadAccount(work, id, { lock: true })
  const include = parameters.list('include')
  const changes: Partial<AccountRow> = { ...sharedColumns(parameters), metadata: parameters.metadata(row.metadata) }
  if (recipientRequested(parameters) && row.transfers === 'unrequested') changes.transfers = 'inactive'
  parameters.ignore('identity', 'defaults', 'dashboard')
  parameters.finish()
  const changed = await updateRow<AccountRow>(work.tx, 'accounts', id, changes)
  await emitEvent(work, 'account.updated', describeAccount(changed))
  return describeAccountV2(changed, include)
}

/** GET /v2/core/accounts/:id */
export async function getAccountV2(work: Work, parameters: Parameters, id: string): Promise<Stripe.V2.Core.Account> {
  const include = parameters.list('include')
  parameters.finish()
  return describeAccountV2(await loadAccount(work, id), include)
}

function sharedColumns(parameters: Parameters): Partial<AccountRow> {
  const email = parameters.changedText('contact_email')
  const name = parameters.changedText('display_name')
  parameters.ignore('contact_phone')
  return { ...(email !== undefined && { email }), ...(name !== undefined && { display_name: name }) }
}

function recipientRequested(parameters: Parameters): boolean {
  const configuration = parameters.nested('configuration')
  const recipient = configuration?.nested('recipient')
  configuration?.ignore('merchant', 'customer')
  recipient?.ignore('applied')
  const balance = recipient?.nested('capabilities')?.nested('stripe_balance')
  return balance?.nested('stripe_transfers')?.optionalBoolean('requested') ?? false
}

/** POST /v2/core/account_links: the address of the hosted onboarding page. */
export async function createAccountLinkV2(work: Work, parameters: Parameters): Promise<Stripe.V2.Core.AccountLink> {
  const account = parameters.text('account')
  const useCase = parameters.nested('use_case')
  const type = useCase?.text('type')
  if (type !== 'account_onboarding' && type !== 'account_update') {
    throw invalidParameter(undefined, 'Must be account_onboarding or account_update', 'use_case[type]')
  }
  const details = useCase?.nested(type)
  const refreshUrl = details?.text('refresh_url') ?? ''
  const returnUrl = details?.optionalText('return_url') ?? refreshUrl
  details?.ignore('configurations', 'collection_options')
  parameters.finish()
  await loadAccount(work, account, { param: 'account' })
  return {
    object: 'v2.core.account_link',
    account,
    created: isoTime(work.nowSeconds),
    expires_at: isoTime(work.nowSeconds + linkSeconds),
    livemode: false,
    url: onboardingUrl(work, account, returnUrl),
    use_case: { type, [type]: { refresh_url: refreshUrl, return_url: returnUrl } },
  } satisfies Stripe.V2.Core.AccountLink
}

function describeAccountV2(row: AccountRow, include: string[]): Stripe.V2.Core.Account {
  const isRecipient = row.transfers !== 'unrequested'
  return {
    id: row.id,
    object: 'v2.core.account',
    applied_configurations: isRecipient ? ['recipient'] : [],
    ...(include.includes('configuration.recipient') && isRecipient && { configuration: configurationOf(row) }),
    ...(row.email !== null && { contact_email: row.email }),
    created: isoTime(row.created),
    dashboard: row.dashboard,
    ...(include.includes('defaults') && {
      defaults: { currency: row.currency, responsibilities: { requirements_collector: 'stripe' } },
    }),
    ...(row.display_name !== null && { display_name: row.display_name }),
    ...(include.includes('identity') && { identity: { country: row.country.toLowerCase() } }),
    livemode: false,
    metadata: row.metadata,
    ...(include.includes('requirements') && { requirements: { entries: [] } }),
  } satisfies Stripe.V2.Core.Account
}

function configurationOf(row: AccountRow): Stripe.V2.Core.Account.Configuration {
  const isActive = row.transfers === 'active'
  return {
    recipient: {
      applied: true,
      capabilities: {
        stripe_balance: {
          stripe_transfers: {
            status: isActive ? 'active' : 'restricted',
            status_details: isActive ? [] : [{ code: 'requirements_past_due', resolution: 'provide_info' }],
          },
        },
      },
    },
  } satisfies Stripe.V2.Core.Account.Configuration
}

function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString()
}
