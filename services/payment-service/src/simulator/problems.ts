import type Stripe from 'stripe'

/** The `error` member of Stripe's error body. */
interface ErrorBody {
  type: 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error'
  code?: string
  message: string
  param?: string
  decline_code?: string
  advice_code?: string
  doc_url?: string
  charge?: string
  payment_intent?: Stripe.PaymentIntent
  payment_method?: Stripe.PaymentMethod
}

interface ProblemOptions {
  /** A declined card is an answer, not an accident: what was written before it is committed. */
  keepsChanges?: boolean
  /** Stripe forgets the answer to a request that failed validation, so its idempotency key may be used again. */
  forgotten?: boolean
}

/** An error the caller sees in Stripe's format; throwing it rolls the request's changes back unless it keeps them. */
export class StripeProblem extends Error {
  readonly status: number
  readonly body: ErrorBody
  readonly keepsChanges: boolean
  readonly forgotten: boolean

  constructor(status: number, body: ErrorBody, options: ProblemOptions = {}) {
    super(body.message)
    this.status = status
    this.body = body.code === undefined ? body : { ...body, doc_url: docUrl(body.code) }
    this.keepsChanges = options.keepsChanges ?? false
    this.forgotten = options.forgotten ?? false
  }
}

/**
 * The body a path answers a problem with. Version 2 of the API tells of fields it cannot take by one code, which stands in
 * place of a `type` (so says the SDK where it reads such answers, `generateV2Error`).
 */
export function errorText({ body, forgotten }: StripeProblem, path: string): string {
  const isAboutFields = forgotten && path.startsWith('/v2/')
  return JSON.stringify({ error: isAboutFields ? { code: 'invalid_fields', message: body.message } : body })
}

/** 400: the request contradicts the state of the object. */
export function invalidRequest(code: string | undefined, message: string, param?: string): StripeProblem {
  return new StripeProblem(400, {
    type: 'invalid_request_error',
    ...(code !== undefined && { code }),
    message,
    ...(param !== undefined && { param }),
  })
}

/** 400: the request is malformed by itself; not remembered under its idempotency key. */
export function invalidParameter(code: string | undefined, message: string, param: string): StripeProblem {
  const body: ErrorBody = { type: 'invalid_request_error', ...(code !== undefined && { code }), message, param }
  return new StripeProblem(400, body, { forgotten: true })
}

/** 404, or 400 when the missing object was named by a parameter rather than by the path. */
export function noSuch(noun: string, id: string, param = 'id'): StripeProblem {
  return new StripeProblem(param === 'id' ? 404 : 400, {
    type: 'invalid_request_error',
    code: 'resource_missing',
    message: `No such ${noun}: '${id}'`,
    param,
  })
}

/** 402 without a payment: a card refused at the moment it is typed in. */
export function cardProblem(code: string, message: string, param?: string): StripeProblem {
  return new StripeProblem(402, { type: 'card_error', code, message, ...(param !== undefined && { param }) })
}

/** 500 in Stripe's words, for a fault that was asked for and for a real one. */
export function serverProblem(): StripeProblem {
  return new StripeProblem(500, {
    type: 'api_error',
    message: 'An unknown error occurred while processing your request. Please try again.',
  })
}

function docUrl(code: string): string {
  return `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}`
}
