/** Holds what the simulator answers to the schemas made from the SDK's types (`tools/generate/stripe-schemas.ts`). For tests. */
import Stripe from 'stripe'
import { Compile } from 'typebox/schema'
import schemas from './stripe-schemas.json' with { type: 'json' }

type Answer = Record<string, unknown>

const { $defs } = schemas as { $defs: Record<string, object> }
const checks = new Map<string, ReturnType<typeof Compile>>()

/** Throws when an object of Stripe's, or any in a list or an event, is not as the SDK has it. */
export function checkAnswer(answer: unknown): void {
  const { object, data } = answer as Answer
  if (object === 'list' || Array.isArray(data)) return (data as Answer[]).forEach(checkAnswer)
  if (object === 'event') return checkAnswer((data as Answer)['object'])
  const name = String(object)
  const check = checkOf(name)
  if (check.Check(answer)) return
  const [, errors] = check.Errors(answer)
  const faults = errors.map(({ instancePath, message }) => `${instancePath} ${message}`)
  throw new Error(
    `the simulator answers a ${name} that the SDK does not know:\n${faults.join('\n')}\n${JSON.stringify(answer)}`,
  )
}

function checkOf(name: string) {
  if (!$defs[name]) throw new Error(`there is no schema for ${name}: add it in tools/generate/stripe-schemas.ts`)
  const known = checks.get(name) ?? Compile({ $ref: `#/$defs/${name}`, $defs } as never)
  checks.set(name, known)
  return known
}

/** The SDK's way of sending, which checks each good answer before the SDK has it. */
export function checkingHttpClient(): ReturnType<typeof Stripe.createNodeHttpClient> {
  const client = Stripe.createNodeHttpClient()
  const send = client.makeRequest.bind(client)
  client.makeRequest = async (...request) => {
    const response = await send(...request)
    const read = response.toJSON.bind(response)
    response.toJSON = async () => {
      const answer: unknown = await read()
      if (response.getStatusCode() < 300) checkAloud(answer)
      return answer
    }
    return response
  }
  return client
}

/** The SDK says of any fault in here only that the JSON is invalid: what is wrong is printed. */
function checkAloud(answer: unknown): void {
  try {
    checkAnswer(answer)
  } catch (error) {
    process.stderr.write(`${String(error)}\n`)
    throw error
  }
}
