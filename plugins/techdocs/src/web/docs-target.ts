import { type Entity, parseEntityRef, stringifyEntityRef } from '@callboard/model'
import { docsEntityAnnotation, docsEntityPathAnnotation } from '../model/index.ts'

/** Which docs are shown for an entity, and where people come in (spec/techdocs.md 1). */
export interface DocsTarget {
  /** Undefined: its own. */
  entityRef: string | undefined
  /** Below the site; empty for its first page. */
  landing: string
}

/** Reads it from the annotations. A ref that cannot be read means the entity's own docs. */
export function docsTargetOf({ metadata, kind }: Entity): DocsTarget {
  const { [docsEntityAnnotation]: other, [docsEntityPathAnnotation]: landing = '' } = metadata.annotations ?? {}
  return { entityRef: other && readRef(other, { kind, metadata }), landing: landing.replace(/^\/+/, '') }
}

function readRef(text: string, { kind, metadata }: Pick<Entity, 'kind' | 'metadata'>): string | undefined {
  try {
    return stringifyEntityRef(parseEntityRef(text, { defaultKind: kind, defaultNamespace: metadata.namespace }))
  } catch {
    return undefined
  }
}
