/** OpenAPI 3.1 of the public API, made from the contracts. */
import type { Route } from '@ecc/contracts/define'
import { commonProblems, notAllowed, notSignedIn } from '@ecc/contracts/problems'
import { apiPrefix, publicRoutes } from './proxy.ts'

const problemSchema = {
  type: 'object',
  required: ['type', 'code', 'title', 'status'],
  properties: {
    type: { type: 'string' },
    code: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    instance: { type: 'string', description: 'The request id' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        properties: { in: { type: 'string' }, field: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
}

/** The whole document. */
export function openApi(): object {
  const routes = publicRoutes(true)
  const services = new Map(routes.map(({ service }) => [service.name, service.summary]))
  const paths: Record<string, Record<string, object>> = {}
  for (const route of routes) {
    const path = route.path.replace(/:([a-zA-Z]+)/g, '{$1}')
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Esport Coach Connect',
      version: '1.0.0',
      description:
        'Find a coach, hold a slot, pay, meet, rate. Instants are UTC, money is integer minor units, lists are pages with `nextCursor`, errors are RFC 9457 problems.',
    },
    servers: [{ url: apiPrefix }],
    tags: [...services].map(([name, description]) => ({ name, description })),
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      schemas: { Problem: problemSchema },
    },
  }
}

function operation(route: Route): object {
  return {
    operationId: route.name,
    tags: [route.service.name],
    summary: route.summary,
    description: [route.description, accessNote(route)].filter(Boolean).join('\n\n'),
    parameters: parameters(route),
    ...(route.access === 'public' ? {} : { security: [{ bearer: [] }] }),
    ...requestBody(route),
    responses: { [route.status]: success(route), ...problems(route) },
  }
}

function accessNote(route: Route): string {
  const who = {
    public: 'Anyone.',
    self: 'Signed in.',
    player: 'Players.',
    coach: 'Coaches.',
    admin: 'Staff.',
    service: '',
  }
  return who[route.access]
}

function parameters(route: Route): object[] {
  const fields = (place: 'path' | 'query', schema: Route['params']) =>
    Object.entries(schema.properties).map(([name, field]) => ({
      name,
      in: place,
      required: place === 'path' || (schema.required ?? []).includes(name),
      schema: field,
    }))
  const headers = [
    ...(route.idempotent ? [header('Idempotency-Key', 'A repeat with the same key gets the same reply')] : []),
    ...(route.versioned && route.method !== 'GET'
      ? [header('If-Match', 'The ETag that was read; refuses to overwrite what came after')]
      : []),
  ]
  return [...fields('path', route.params), ...fields('query', route.query), ...headers]
}

function header(name: string, description: string): object {
  return { name, in: 'header', required: false, description, schema: { type: 'string' } }
}

function requestBody(route: Route): object {
  if (route.rawBody) {
    const content = Object.fromEntries(
      route.rawBody.map((type) => [type, { schema: { type: 'string', format: 'binary' } }]),
    )
    return { requestBody: { required: true, content } }
  }
  if (!('properties' in route.body) || Object.keys(route.body.properties as object).length === 0) return {}
  const example = route.example?.body === undefined ? {} : { example: route.example.body }
  return { requestBody: { required: true, content: { 'application/json': { schema: route.body, ...example } } } }
}

function success(route: Route): object {
  if (route.status === 204 || route.status === 202) return { description: 'Done' }
  const type = route.rawReply ?? 'application/json'
  const example = route.example?.reply === undefined ? {} : { example: route.example.reply }
  return {
    description: 'Success',
    content: { [type]: { schema: route.rawReply ? { type: 'string' } : route.reply, ...example } },
  }
}

function problems(route: Route): Record<string, object> {
  const signedIn = route.access === 'public' ? [] : [notSignedIn, ...(route.access === 'self' ? [] : [notAllowed])]
  const byStatus = Map.groupBy([...route.problems, ...signedIn, ...commonProblems], ({ status }) => status)
  return Object.fromEntries(
    [...byStatus].map(([status, group]) => [
      status,
      {
        description: group.map(({ code, title }) => `\`${code}\`: ${title}`).join('\n\n'),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  )
}
