/**
 * A posting's statements, as `post()` of payment-service sends them, as a script of pgbench: a session's money comes in, its
 * fee goes off, it is shared out and transferred, four transactions in all. `:n` counts the lives of all clients.
 */
import type { Posting } from '../../services/payment-service/src/ledger.ts'

/** The escrow, and the coach, of the nth life. */
export const uuidOf = (n: number) => `00000000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`

/** The four facts of a session's money: 100.00 paid, 15 % kept. */
export function factsOf(n: number, at: Date): Posting[] {
  const [escrowId, coachId] = [uuidOf(n), uuidOf(n % 500)]
  const about = { currency: 'EUR', escrowId, at }
  const [escrow, payable] = [`liab:escrow:${escrowId}`, `liab:coach_payable:${coachId}`] as const
  return [
    {
      ...about,
      kind: 'captured',
      source: `ch_${n}`,
      lines: [
        ['asset:psp', 10_000],
        [escrow, -10_000],
      ],
    },
    {
      ...about,
      kind: 'stripe_fee',
      source: `ch_${n}`,
      lines: [
        ['exp:stripe_fee', 175],
        ['asset:psp', -175],
      ],
    },
    {
      ...about,
      kind: 'settled',
      source: escrowId,
      lines: [
        [escrow, 10_000],
        [payable, -8_500],
        ['rev:platform_fee', -1_500],
      ],
    },
    {
      ...about,
      kind: 'transferred',
      source: `tr_${n}`,
      lines: [
        [payable, 8_500],
        ['asset:psp', -8_500],
      ],
    },
  ]
}

/** pgbench takes a colon in quotes for a variable of its own. */
const text = (value: string) => `('${value.replaceAll(':', "' || chr(58) || '")}')`

const uuid = (n: string) => `('00000000-0000-7000-8000-' || lpad(to_hex(${n}), 12, '0'))::uuid`

/** The same for pgbench, which counts `:i` for each client from 0. */
export function scriptOf(first: number, livesOfOne: number): string {
  const [escrow, coach] = [uuid('cast(:n as bigint)'), uuid('cast(:n as bigint) % 500')]
  const [ofEscrow, ofCoach] = [`${text('liab:escrow:')} || ${escrow}`, `${text('liab:coach_payable:')} || ${coach}`]
  return [
    '\\set i :i + 1',
    `\\set n ${first} + :client_id * ${livesOfOne} + :i - 1`,
    posting('captured', `'ch_' || cast(:n as bigint)`, escrow, [
      [text('asset:psp'), 10_000],
      [ofEscrow, -10_000],
    ]),
    posting('stripe_fee', `'ch_' || cast(:n as bigint)`, escrow, [
      [text('exp:stripe_fee'), 175],
      [text('asset:psp'), -175],
    ]),
    posting('settled', `${escrow}::text`, escrow, [
      [ofEscrow, 10_000],
      [ofCoach, -8_500],
      [text('rev:platform_fee'), -1_500],
    ]),
    posting('transferred', `'tr_' || cast(:n as bigint)`, escrow, [
      [ofCoach, 8_500],
      [text('asset:psp'), -8_500],
    ]),
  ].join('\n')
}

function posting(kind: string, source: string, escrow: string, lines: [account: string, amount: number][]): string {
  const names = `array[${lines.map(([name]) => name).join(', ')}]::text[]`
  const kinds = `array[${lines.map(([name]) => `split_part(${name}, chr(58), 1) || chr(58) || split_part(${name}, chr(58), 2)`).join(', ')}]::text[]`
  const amounts = `array[${lines.map(([, amount]) => amount).join(', ')}]::bigint[]`
  return `begin;
insert into payment_service_ledger.transactions (kind, source, currency, escrow_id, reverses, posted_at, posted_in)
  values ('${kind}', ${source}, 'EUR', ${escrow}, null, now(), pg_current_xact_id())
  on conflict on constraint one_fact_one_transaction do nothing returning id \\gset
insert into payment_service_ledger.accounts (name, kind, currency)
  select name, kind, 'EUR' from unnest(${names}, ${kinds}) as wanted (name, kind)
  where not exists (
    select from payment_service_ledger.accounts where accounts.name = wanted.name and accounts.currency = 'EUR')
  on conflict (name, currency) do nothing;
insert into payment_service_ledger.entries (transaction_id, account_id, currency, amount)
  select cast(:id as bigint), accounts.id, 'EUR', lines.amount
  from unnest(${names}, ${amounts}) as lines (name, amount)
  join payment_service_ledger.accounts on accounts.name = lines.name and accounts.currency = 'EUR'
  order by accounts.id;
commit;`
}
