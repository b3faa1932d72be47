import { isUtf8 } from 'node:buffer'
import { httpErrors } from './http-errors.ts'

/** Deeper bodies are refused; entities may be nested to any depth that people write. */
const maxDepth = 200

/**
 * Reads a JSON body.
 *
 * @param type - The content type as sent; bodies without one are taken for JSON.
 * @returns undefined for an empty body.
 * @throws `http/…` errors when it is not JSON, nested too deep, or holds keys that reach into prototypes.
 */
export function readJsonBody(
  bytes: Buffer,
  headers: { type: string | undefined; encoding: string | undefined },
): unknown {
  if (bytes.length === 0) return undefined
  const { type, encoding } = headers
  if (encoding !== undefined && encoding !== 'identity')
    throw httpErrors.unsupportedType({ type: `${type} (${encoding})` })
  if (type !== undefined && !isJsonType(type)) throw httpErrors.unsupportedType({ type })
  if (!isUtf8(bytes)) throw httpErrors.malformedJson({ reason: 'it is not encoded as UTF-8.' })
  let value: unknown
  try {
    value = JSON.parse(bytes.toString())
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw httpErrors.malformedJson({ reason: `${reason}.` })
  }
  refuseDangers(value)
  return value
}

function isJsonType(type: string): boolean {
  const media = (type.split(';', 1)[0] ?? '').trim().toLowerCase()
  return media === 'application/json' || /^application\/[\w.-]+\+json$/.test(media)
}

/** Walks level by level, without recursion, so that no depth can exhaust the stack. */
function refuseDangers(root: unknown): void {
  let level: object[] = isContainer(root) ? [root] : []
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > maxDepth) throw httpErrors.tooDeep({ maxDepth })
    const next: object[] = []
    for (const container of level) {
      if (!Array.isArray(container)) refuseKeys(container)
      for (const value of Object.values(container)) if (isContainer(value)) next.push(value)
    }
    level = next
  }
}

function refuseKeys(container: object): void {
  if (Object.hasOwn(container, '__proto__')) throw httpErrors.forbiddenKey({ key: '__proto__' })
  if (!Object.hasOwn(container, 'constructor')) return
  const { constructor: held } = container as { constructor: unknown }
  if (isContainer(held) && Object.hasOwn(held, 'prototype')) {
    throw httpErrors.forbiddenKey({ key: 'constructor.prototype' })
  }
}

const isContainer = (value: unknown): value is object => typeof value === 'object' && value !== null
