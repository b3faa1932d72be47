import type { Entity } from './entity.ts'
import { modelErrors } from './model-errors.ts'

/** The three parts of an entity ref, in the casing of whoever wrote it. */
export interface CompoundEntityRef {
  kind: string
  /** Missing or empty: `default`. */
  namespace?: string
  name: string
}

/** What fills the parts that a ref leaves out. */
export interface RefContext {
  /** Without it a ref must name its kind. */
  defaultKind?: string
  /** Default: `default`. */
  defaultNamespace?: string
}

/** The namespace of entities that name none. */
export const defaultNamespace = 'default'

/**
 * Reads `[kind:][namespace/]name`. Everything after the first `/` (or `:`, when there is no `/` behind it) is the name.
 *
 * @returns All three parts, their casing kept.
 * @throws `model/malformed-ref` when a part is there but empty, the kind is missing and has no default, or the text holds
 * what no database stores.
 * @see spec/catalog.md 1.7
 */
export function parseEntityRef(text: string, context: RefContext = {}): Required<CompoundEntityRef> {
  if (text.includes('\0') || !text.isWellFormed()) {
    throw malformed(text.toWellFormed(), 'it holds a NUL character or half of a surrogate pair')
  }
  const slash = text.indexOf('/')
  const firstColon = text.indexOf(':')
  const colon = slash !== -1 && slash < firstColon ? -1 : firstColon

  const kind = colon === -1 ? context.defaultKind : text.slice(0, colon)
  const namespace = slash === -1 ? (context.defaultNamespace ?? defaultNamespace) : text.slice(colon + 1, slash)
  const name = text.slice((slash === -1 ? colon : slash) + 1)

  if (kind === undefined) throw malformed(text, 'it does not say which kind, and there is no default here')
  if (kind === '') throw malformed(text, 'its kind is empty')
  if (namespace === '') throw malformed(text, 'its namespace is empty')
  if (name === '') throw malformed(text, 'its name is empty')
  return { kind, namespace, name }
}

/**
 * Writes a ref as it is stored, compared and shown in URLs.
 *
 * @param ref - Any casing; a missing namespace is `default`.
 * @returns `kind:namespace/name`, lower case, always three parts: `"group:default/payments"`.
 * @throws `model/empty-ref-part` when kind or name is empty.
 * @see spec/catalog.md 1.6: identity ignores case, while the entity keeps its author's casing.
 */
export function stringifyEntityRef(ref: CompoundEntityRef): string {
  if (!ref.kind) throw modelErrors.emptyRefPart({ part: 'kind' })
  if (!ref.name) throw modelErrors.emptyRefPart({ part: 'name' })
  // toLowerCase knows no locale: a portal in Turkey stores the same refs as any other.
  return `${ref.kind}:${ref.namespace || defaultNamespace}/${ref.name}`.toLowerCase()
}

/** The canonical ref of an entity: `component:default/billing`. */
export function entityRefOf(entity: Pick<Entity, 'kind' | 'metadata'>): string {
  const { name, namespace } = entity.metadata
  return stringifyEntityRef(
    namespace === undefined ? { kind: entity.kind, name } : { kind: entity.kind, namespace, name },
  )
}

/**
 * The canonical form of a ref in text.
 *
 * @throws `model/malformed-ref`, as {@link parseEntityRef} does.
 */
export const canonicalEntityRef = (text: string, context?: RefContext): string =>
  stringifyEntityRef(parseEntityRef(text, context))

const malformed = (ref: string, reason: string) => modelErrors.malformedRef({ ref, reason })
