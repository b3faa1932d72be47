import type { Entity } from './entity.ts'
import { modelErrors } from './model-errors.ts'

/** Where something is read from. */
export interface LocationRef {
  /** `url`, `file`, … */
  type: string
  /** `https://github.com/acme/shop/blob/main/catalog-info.yaml` */
  target: string
}

/**
 * Reads `<type>:<target>`, split at the first colon, both halves trimmed.
 *
 * @throws `model/malformed-location-ref` when a half is empty, the type is `http` or `https` (a forgotten `url:`), or the
 * target is a script.
 * @see spec/catalog.md 1.8
 */
export function parseLocationRef(text: string): LocationRef {
  const colon = text.indexOf(':')
  if (colon === -1) throw malformed(text, 'it has no colon')
  const location = { type: text.slice(0, colon).trim(), target: text.slice(colon + 1).trim() }
  check(location, text)
  return location
}

/**
 * Writes `<type>:<target>`.
 *
 * @throws `model/malformed-location-ref`, as {@link parseLocationRef} does.
 */
export function stringifyLocationRef(location: LocationRef): string {
  const text = `${location.type}:${location.target}`
  check({ type: location.type.trim(), target: location.target.trim() }, text)
  return text
}

/**
 * The location that holds an entity's source: annotation `backstage.io/source-location`, else
 * `backstage.io/managed-by-location`. Undefined when neither is a location ref.
 */
export function findSourceLocation(entity: Entity): LocationRef | undefined {
  const annotations = entity.metadata.annotations ?? {}
  const text = annotations['backstage.io/source-location'] ?? annotations['backstage.io/managed-by-location']
  if (!text) return undefined
  try {
    return parseLocationRef(text)
  } catch {
    // Authors write this annotation freely; what cannot be read leads nowhere, and that is what undefined says.
    return undefined
  }
}

/**
 * Whether a browser would run `text` as a script when a person follows it: `javascript:` in any casing, behind control
 * characters or spaces, or with line breaks and tabs inside, all of which browsers take out.
 */
export function isScriptUrl(text: string): boolean {
  let scheme = ''
  for (const char of text) {
    if (char === ':') return scheme.toLowerCase() === 'javascript'
    const isDropped = scheme === '' ? char <= ' ' : char === '\t' || char === '\n' || char === '\r'
    if (isDropped) continue
    scheme += char
    if (scheme.length > 'javascript'.length) return false
  }
  return false
}

function check({ type, target }: LocationRef, text: string): void {
  if (type === '') throw malformed(text, 'its type is empty')
  if (type === 'http' || type === 'https') {
    throw malformed(text, `"${type}" is part of a web address, not a type`, `Write url:${text}.`)
  }
  if (target === '') throw malformed(text, 'its target is empty')
  if (isScriptUrl(target)) throw malformed(text, 'its target is a script', 'Name a file or a web address.')
}

const defaultHint = 'Write type:target, for example url:https://example.com/catalog-info.yaml.'

const malformed = (ref: string, reason: string, hint = defaultHint) =>
  modelErrors.malformedLocationRef({ ref, reason, hint })
