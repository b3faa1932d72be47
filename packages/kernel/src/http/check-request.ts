import { type Route, schemaOfShape, type TSchema } from '@callboard/model'
import type { Ajv, ErrorObject, ValidateFunction } from 'ajv'
import { invalidRequest } from './http-errors.ts'

/** What a route takes, checked and with the types of its schemas. */
export interface CheckedRequest {
  params: unknown
  query: unknown
  body: unknown
}

/**
 * Checks what came in against what a route declares.
 *
 * @param bodyBytes - How long the body was on the wire.
 */
export type RequestCheck = (request: CheckedRequest, bodyBytes: number) => CheckedRequest | Promise<CheckedRequest>

/** Of a longer body only the first mistake is told: half a million of them would take seconds, and 300 MiB, to write down. */
const allProblemsUpToBytes = 32 * 1024

/**
 * The check of one route. Validators are compiled when the first request needs them: compiling them all would take
 * most of the time of a start.
 *
 * Texts of params and query become numbers, booleans and lists as the schema wants; bodies are never coerced.
 * Nothing is stripped: what the schema does not know is refused.
 *
 * @returns A check that throws `http/invalid-request` naming every wrong key, or the first one of a long body.
 */
export function requestCheck(route: Route): RequestCheck {
  const params = schemaOfShape(route.params)
  const query = schemaOfShape(route.query)
  const body = route.rawBody ? undefined : schemaOfShape(route.body)
  let validators: Validators | undefined
  const check = (request: CheckedRequest, ready: Validators, bodyBytes: number): CheckedRequest => {
    const problems: string[] = []
    if (ready.params) problems.push(...violations(ready.params, request.params, 'path'))
    if (ready.query) problems.push(...violations(ready.query, request.query, 'query'))
    if (ready.body && !(route.optionalBody && request.body === undefined)) {
      if (request.body === undefined) problems.push('A JSON body is required.')
      else
        problems.push(
          ...violations(bodyBytes > allProblemsUpToBytes ? ready.longBody() : ready.body, request.body, 'body'),
        )
    }
    if (problems.length > 0) throw invalidRequest(problems)
    return request
  }
  return (request, bodyBytes) => {
    const normal = { ...request, query: normalQuery(request.query, query) }
    if (!params && !query && !body) return normal
    if (validators) return check(normal, validators, bodyBytes)
    return compile({ params, query, body }).then((compiled) => {
      validators = compiled
      return check(normal, compiled, bodyBytes)
    })
  }
}

interface Validators extends Partial<Record<'params' | 'query' | 'body', ValidateFunction>> {
  /** Stops at the first mistake; few routes ever need it. */
  longBody(): ValidateFunction
}

let ajvs: Promise<{ coercing: Ajv; strict: Ajv; hasty: Ajv }> | undefined

async function compile(schemas: Record<'params' | 'query' | 'body', TSchema | undefined>): Promise<Validators> {
  ajvs ??= loadAjv()
  const { coercing, strict, hasty } = await ajvs
  return {
    // Ajv keeps what it has compiled by the schema.
    longBody: () => hasty.compile(schemas.body ?? {}),
    ...(schemas.params && { params: coercing.compile(schemas.params) }),
    ...(schemas.query && { query: coercing.compile(schemas.query) }),
    ...(schemas.body && { body: strict.compile(schemas.body) }),
  }
}

async function loadAjv() {
  const [{ Ajv }, { default: formats }] = await Promise.all([import('ajv'), import('ajv-formats')])
  const make = ({ coerceTypes, allErrors }: { coerceTypes: false | 'array'; allErrors: boolean }) => {
    // Declarations carry keywords of our own (`inBrowser`, `secret`), which strict mode would refuse.
    const ajv = new Ajv({ coerceTypes, allErrors, strict: false, useDefaults: true, ownProperties: true })
    // The package's types describe its CommonJS form, in which the function is also its own `default`.
    ;(formats as unknown as (ajv: Ajv) => void)(ajv)
    return ajv
  }
  return {
    coercing: make({ coerceTypes: 'array', allErrors: true }),
    strict: make({ coerceTypes: false, allErrors: true }),
    hasty: make({ coerceTypes: false, allErrors: false }),
  }
}

/** `name[]=a` is another spelling of `name=a`; without a schema any parameter is one too many. */
function normalQuery(query: unknown, schema: TSchema | undefined): unknown {
  const given = query as Record<string, unknown> // Fastify's parser gives an object of texts and lists of texts.
  let normal = given
  for (const name in given) {
    if (!schema) {
      throw invalidRequest([`The query parameter "${name}" is not known here.`])
    }
    if (!name.endsWith('[]')) continue
    if (normal === given) normal = Object.assign(Object.create(null), given)
    const plain = name.slice(0, -2)
    normal[plain] = [normal[plain] ?? [], given[name]].flat()
    delete normal[name]
  }
  return normal
}

function violations(validate: ValidateFunction, value: unknown, place: 'path' | 'query' | 'body'): string[] {
  if (validate(value)) return []
  const sentences = (validate.errors ?? []).flatMap((error) => sentence(error, place) ?? [])
  return [...new Set(sentences)].slice(0, 20)
}

/** One violation as a whole sentence that names the key. */
function sentence(error: ErrorObject, place: 'path' | 'query' | 'body'): string | undefined {
  const { keyword, params, instancePath } = error
  const noun = place === 'body' ? 'body key' : place === 'query' ? 'query parameter' : 'path parameter'
  const key = instancePath.slice(1).replaceAll('/', '.').replaceAll('~1', '/').replaceAll('~0', '~')
  const child = (name: unknown) => (key ? `${key}.${name}` : String(name))
  if (keyword === 'additionalProperties') return `The ${noun} "${child(params.additionalProperty)}" is not known here.`
  if (keyword === 'required') return `The ${noun} "${child(params.missingProperty)}" is missing.`
  // The branches of a union have already said what is wrong.
  if (keyword === 'if') return undefined
  const subject = key ? `The ${noun} "${key}"` : place === 'body' ? 'The body' : `The ${place}`
  const values = Array.isArray(params.allowedValues) ? `: ${params.allowedValues.join(', ')}` : ''
  return `${subject} ${error.message ?? 'is not valid'}${values}.`
}
