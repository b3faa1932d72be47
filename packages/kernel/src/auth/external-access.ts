import { createHash, timingSafeEqual } from 'node:crypto'
import type { RootConfig } from '../config/root-config.ts'
import type { AccessRestrictions } from './auth.ts'
import { authErrors } from './auth-errors.ts'
import type { DecodedToken } from './token-formats.ts'

/** Somebody from outside, recognised. */
export interface ExternalCaller {
  subject: string
  expiresAtMs?: number
  /** By plugin id; undefined: every plugin without limits. */
  restrictions?: ReadonlyMap<string, AccessRestrictions>
}

/** Recognises callers of `backend.auth.externalAccess`; undefined when the token is none of theirs. */
export type ExternalAccess = (
  token: string,
  decoded: DecodedToken | undefined,
  nowMs: number,
) => Promise<ExternalCaller | undefined>

type Verify = (token: string, nowMs: number) => Promise<{ subject: string; expiresAtMs?: number } | undefined>
interface Entry {
  /** Whether its tokens are JWTs; others are compared as a whole. */
  isJwt: boolean
  verify: Verify
  restrictions: ReadonlyMap<string, AccessRestrictions> | undefined
}

/**
 * Reads `backend.auth.externalAccess` and the older `backend.auth.keys` (spec/platform.md 6.5).
 *
 * @throws `auth/invalid-external-access`, naming the key, when an entry is not as it should be.
 */
export function createExternalAccess(config: RootConfig): ExternalAccess {
  const entries = listAt(config, 'backend.auth.externalAccess').map((value, i) =>
    readEntry(value, `backend.auth.externalAccess[${i}]`),
  )
  for (const [i, value] of listAt(config, 'backend.auth.keys').entries()) {
    const block = new Block(value, `backend.auth.keys[${i}]`)
    entries.push({
      isJwt: true,
      verify: legacySecret(block.text('secret'), 'external:backstage-plugin'),
      restrictions: undefined,
    })
  }
  return async (token, decoded, nowMs) => {
    for (const { isJwt, verify, restrictions } of entries) {
      if (isJwt && !decoded) continue
      const found = await verify(token, nowMs)
      if (found) return { ...found, ...(restrictions && { restrictions }) }
    }
    return undefined
  }
}

/** A block of config that names itself in complaints. */
class Block {
  readonly #value: Record<string, unknown>
  readonly #key: string

  constructor(value: unknown, key: string) {
    if (typeof value !== 'object' || value === null)
      throw authErrors.invalidExternalAccess({ key, problem: 'an object is expected here.' })
    this.#value = value as Record<string, unknown> // just compared
    this.#key = key
  }

  fail(name: string, problem: string): Error {
    return authErrors.invalidExternalAccess({ key: `${this.#key}.${name}`, problem })
  }

  text(name: string): string {
    const text = this.optionalText(name)
    if (text === undefined) throw this.fail(name, 'a text is required here.')
    return text
  }

  optionalText(name: string): string | undefined {
    const value = this.#value[name]
    if (value === undefined) return undefined
    if (typeof value !== 'string' || value === '') throw this.fail(name, 'a text is expected here.')
    return value
  }

  /** A text or a list of texts, as a list. */
  texts(name: string): string[] | undefined {
    const value = this.#value[name]
    if (value === undefined) return undefined
    const list = Array.isArray(value) ? value : [value]
    if (!list.every((item) => typeof item === 'string' && item !== ''))
      throw this.fail(name, 'texts are expected here.')
    return list as string[] // just compared
  }

  block(name: string): Block | undefined {
    const value = this.#value[name]
    return value === undefined ? undefined : new Block(value, `${this.#key}.${name}`)
  }

  list(name: string): unknown[] | undefined {
    const value = this.#value[name]
    if (value === undefined) return undefined
    if (!Array.isArray(value)) throw this.fail(name, 'a list is expected here.')
    return value
  }

  keyOf(name: string): string {
    return `${this.#key}.${name}`
  }
}

function readEntry(value: unknown, key: string): Entry {
  const entry = new Block(value, key)
  const type = entry.text('type')
  const options = entry.block('options')
  if (!options) throw entry.fail('options', 'an object is required here.')
  const restrictions = readRestrictions(entry)
  if (type === 'static') return { isJwt: false, verify: staticToken(options), restrictions }
  if (type === 'legacy')
    return { isJwt: true, verify: legacySecret(options.text('secret'), subjectOf(options)), restrictions }
  if (type === 'jwks') return { isJwt: true, verify: remoteKeys(options), restrictions }
  throw entry.fail('type', `"${type}" is not one of static, legacy, jwks.`)
}

function readRestrictions(entry: Block): ReadonlyMap<string, AccessRestrictions> | undefined {
  const list = entry.list('accessRestrictions')
  if (!list) return undefined
  if (list.length === 0)
    throw entry.fail('accessRestrictions', 'an empty list allows nothing; name plugins or leave the key out.')
  const restrictions = new Map<string, AccessRestrictions>()
  for (const [i, value] of list.entries()) {
    const block = new Block(value, entry.keyOf(`accessRestrictions[${i}]`))
    const pluginId = block.text('plugin')
    if (restrictions.has(pluginId)) throw block.fail('plugin', `"${pluginId}" is listed twice.`)
    const permissionNames = block.texts('permission')
    const action = block.block('permissionAttribute')?.texts('action')
    restrictions.set(pluginId, {
      ...(permissionNames && { permissionNames }),
      ...(action && { permissionAttributes: { action } }),
    })
  }
  return restrictions
}

function subjectOf(options: Block): string {
  const subject = options.text('subject')
  if (/\s/.test(subject)) throw options.fail('subject', 'white space is not allowed here.')
  return subject
}

function staticToken(options: Block): Verify {
  const token = options.text('token')
  if (token.length < 8 || /\s/.test(token))
    throw options.fail('token', 'at least 8 characters without white space are needed.')
  const subject = subjectOf(options)
  // Hashes have one length, and comparing them takes one time: it tells nothing about the token.
  const wanted = sha256(token)
  return async (candidate) => (timingSafeEqual(sha256(candidate), wanted) ? { subject } : undefined)
}

function legacySecret(secret: string, subject: string): Verify {
  const key = Buffer.from(secret, 'base64')
  return async (token, nowMs) => {
    const { jwtVerify } = await import('jose')
    try {
      const { payload } = await jwtVerify(token, key, { algorithms: ['HS256'], currentDate: new Date(nowMs) })
      if (payload.sub !== 'backstage-server' || payload.aud !== undefined) return undefined
      return { subject, ...(payload.exp && { expiresAtMs: payload.exp * 1000 }) }
    } catch {
      return undefined
    }
  }
}

function remoteKeys(options: Block): Verify {
  const url = new URL(options.text('url'))
  const algorithms = options.texts('algorithm') ?? options.texts('algorithms')
  const issuer = options.texts('issuer')
  const audience = options.texts('audience')
  const subjectPrefix = options.optionalText('subjectPrefix')
  const prefix = subjectPrefix === undefined ? 'external:' : `external:${subjectPrefix}:`
  let keys: ReturnType<typeof import('jose').createRemoteJWKSet> | undefined
  return async (token, nowMs) => {
    const { createRemoteJWKSet, jwtVerify } = await import('jose')
    keys ??= createRemoteJWKSet(url)
    try {
      const { payload } = await jwtVerify(token, keys, { algorithms, issuer, audience, currentDate: new Date(nowMs) })
      if (!payload.sub) return undefined
      return { subject: `${prefix}${payload.sub}`, ...(payload.exp && { expiresAtMs: payload.exp * 1000 }) }
    } catch {
      return undefined
    }
  }
}

const sha256 = (text: string) => createHash('sha256').update(text).digest()

function listAt(config: RootConfig, key: string): unknown[] {
  const value = config.get(key)
  if (value === undefined) return []
  if (!Array.isArray(value)) throw authErrors.invalidExternalAccess({ key, problem: 'a list is expected here.' })
  return value
}
