/**
 * JSON schemas of what the payment simulator answers, made from the types of the official SDK: its tests hold every answer
 * to them. What Stripe may leave out is left out here, unless the simulator speaks of it; answering more is an error then.
 */
import { join } from 'node:path'
import ts from 'typescript'

type Schema = Record<string, unknown>

/** The objects by the word in their `object` member, and their type in the SDK. */
const answered: Record<string, string> = {
  account: 'Account',
  account_link: 'AccountLink',
  balance: 'Balance',
  balance_transaction: 'BalanceTransaction',
  charge: 'Charge',
  customer: 'Customer',
  dispute: 'Dispute',
  payment_intent: 'PaymentIntent',
  payment_method: 'PaymentMethod',
  payout: 'Payout',
  refund: 'Refund',
  transfer: 'Transfer',
  transfer_reversal: 'TransferReversal',
  'v2.core.account': 'V2.Core.Account',
  'v2.core.account_link': 'V2.Core.AccountLink',
}

/** Optional members with an object in them that the simulator speaks of. */
const spoken = new Set([
  'account_onboarding',
  'amount_details',
  'available_payout_methods',
  'billing_details',
  'capabilities',
  'card',
  'configuration',
  'recipient',
  'stripe_balance',
  'stripe_transfers',
  'tip',
  'use_stripe_sdk',
  'controller',
  'decline_on',
  'defaults',
  'destination_details',
  'external_accounts',
  'fees',
  'future_requirements',
  'identity',
  'losses',
  'metadata',
  'payment_method',
  'preferred_locales',
  'redirect_to_url',
  'refunds',
  'requirements',
  'payouts',
  'schedule',
  'settings',
  'source_types',
  'stripe_dashboard',
])

/** The file: one definition a line, under the word in the object's `object` member, or the name of its type. */
export function stripeSchemas(root: string): string {
  const { checker, types } = readTypes(root)
  const writer = new Writer(checker, types)
  for (const name of Object.keys(answered)) writer.whole(name)
  const lines = Object.entries(writer.definitions).map(
    ([name, schema]) => `${JSON.stringify(name)}:${JSON.stringify(schema)}`,
  )
  return `{"$defs":{\n${lines.toSorted().join(',\n')}\n}}\n`
}

/** The answered types, as a module of ours would import them. */
function readTypes(root: string) {
  const path = join(root, 'services/payment-service/src/simulator/answered-types.ts')
  const lines = Object.entries(answered).map(([, type], index) => `export type T${index} = Stripe.${type}`)
  const text = `import type Stripe from 'stripe'\n${lines.join('\n')}\n`
  const options = { module: ts.ModuleKind.NodeNext, strict: true, types: [], skipLibCheck: true, noEmit: true }
  const host = ts.createCompilerHost(options)
  const read = host.getSourceFile.bind(host)
  host.getSourceFile = (name, language, ...rest) =>
    name === path ? ts.createSourceFile(name, text, language) : read(name, language, ...rest)
  const program = ts.createProgram([path], options, host)
  const checker = program.getTypeChecker()
  const file = program.getSourceFile(path)
  const module = file && checker.getSymbolAtLocation(file)
  const found = module ? checker.getExportsOfModule(module) : []
  const types = new Map(Object.keys(answered).map((name, index) => [name, found[index]]))
  return {
    checker,
    types: new Map(
      [...types].flatMap(([name, symbol]) => (symbol ? [[name, checker.getDeclaredTypeOfSymbol(symbol)]] : [])),
    ),
  }
}

/** Writes types as schemas; each named type once. */
class Writer {
  readonly definitions: Record<string, Schema> = {}
  readonly #checker: ts.TypeChecker
  readonly #roots: ReadonlyMap<string, ts.Type>
  readonly #names = new Map<ts.Type, string>()

  constructor(checker: ts.TypeChecker, roots: ReadonlyMap<string, ts.Type>) {
    this.#checker = checker
    this.#roots = roots
  }

  whole(name: string): void {
    const type = this.#roots.get(name)
    if (!type) throw new Error(`the SDK has no type for ${name}`)
    this.definitions[name] = this.#object(type)
  }

  #schema(type: ts.Type): Schema {
    if (type.isUnion()) return this.#union(type.types)
    if (type.isStringLiteral() || type.isNumberLiteral()) return { const: type.value }
    if (type.flags & ts.TypeFlags.BooleanLiteral) return { const: this.#checker.typeToString(type) === 'true' }
    if (type.flags & ts.TypeFlags.String) return { type: 'string' }
    if (type.flags & ts.TypeFlags.Number) return { type: 'number' }
    if (type.flags & ts.TypeFlags.Null) return { type: 'null' }
    if (type.flags & ts.TypeFlags.Object) return this.#objectOrArray(type)
    return {}
  }

  /** Strings and literals become one enumeration; an expandable object is only told by its kind. */
  #union(types: readonly ts.Type[]): Schema {
    const parts = types.filter((type) => !(type.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Intersection)))
    const literals = parts.flatMap((type) => (type.isStringLiteral() ? [type.value] : []))
    const isExpandable = parts.some((type) => type.flags & ts.TypeFlags.String)
    const booleans = parts.filter((type) => type.flags & ts.TypeFlags.BooleanLiteral)
    const others = parts.filter((type) => !type.isStringLiteral() && !booleans.includes(type))
    const written = others
      .filter((type) => !isExpandable || !(type.flags & ts.TypeFlags.Object) || this.#rootName(type))
      .map((type) => this.#schema(type))
    const all = [
      ...(literals.length > 0 ? [{ enum: literals }] : []),
      ...(booleans.length > 1 ? [{ type: 'boolean' }] : booleans.map((type) => this.#schema(type))),
      ...written,
    ]
    const [only, ...more] = all
    return only && more.length === 0 ? only : { anyOf: all }
  }

  #objectOrArray(type: ts.Type): Schema {
    const root = this.#rootName(type)
    if (root) return referTo(root)
    if (this.#checker.isArrayType(type)) {
      const [item] = this.#checker.getTypeArguments(type as ts.TypeReference)
      return { type: 'array', items: item ? this.#schema(item) : {} }
    }
    const known = this.#names.get(type)
    if (known) return referTo(known)
    const name = `${this.#checker.typeToString(type).replaceAll(/\W+/g, '')}_${this.#names.size}`
    this.#names.set(type, name)
    this.definitions[name] = this.#object(type)
    return referTo(name)
  }

  #object(type: ts.Type): Schema {
    const index = this.#checker.getIndexTypeOfType(type, ts.IndexKind.String)
    const members = this.#checker.getPropertiesOfType(type)
    if (index) return { type: 'object', additionalProperties: this.#schema(index) }
    const written = members.flatMap((member) => {
      const schema = this.#member(member)
      return schema ? [[member.name, schema] as const] : []
    })
    return {
      type: 'object',
      required: members.filter((member) => !isOptional(member)).map(({ name }) => name),
      properties: Object.fromEntries(written),
      additionalProperties: false,
    }
  }

  /** Undefined where the simulator leaves it out; an object that it says nothing of can only be null. */
  #member(member: ts.Symbol): Schema | undefined {
    const type = this.#checker.getTypeOfSymbol(member)
    const parts = type.isUnion() ? type.types : [type]
    const isPlain =
      parts.some((part) => part.flags & ts.TypeFlags.String) || !parts.some((part) => part.flags & ts.TypeFlags.Object)
    if (!isOptional(member) || spoken.has(member.name) || isPlain) return this.#schema(type)
    return parts.some((part) => part.flags & ts.TypeFlags.Null) ? { type: 'null' } : undefined
  }

  #rootName(type: ts.Type): string | undefined {
    return [...this.#roots].find(([, root]) => root === type)?.[0]
  }
}

const referTo = (name: string): Schema => ({ $ref: `#/$defs/${name}` })
const isOptional = (member: ts.Symbol) => (member.flags & ts.SymbolFlags.Optional) !== 0
