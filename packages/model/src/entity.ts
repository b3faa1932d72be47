/** Any JSON value. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue | undefined }
/** A JSON object. */
export type JsonObject = { [key: string]: JsonValue | undefined }

/** A link of an entity; extra keys are kept. */
export interface EntityLink extends JsonObject {
  url: string
  title?: string
  icon?: string
  type?: string
}

/** The metadata of an entity (spec/catalog.md 1.3). */
export interface EntityMeta extends JsonObject {
  name: string
  namespace?: string
  title?: string
  description?: string
  labels?: { [key: string]: string }
  annotations?: { [key: string]: string }
  tags?: string[]
  links?: EntityLink[]
  /** Written by the server. */
  uid?: string
  /** Written by the server; opaque; changes whenever the final entity does. */
  etag?: string
}

/** A relation from the entity that carries it to `targetRef`, a canonical ref that need not exist. */
export type EntityRelation = { type: string; targetRef: string }

/** One thing to report about an entity. */
export interface EntityStatusItem extends JsonObject {
  type: string
  level: 'info' | 'warning' | 'error'
  message: string
  error?: { name: string; message: string; [key: string]: JsonValue | undefined }
}

/** An entity as it is written and served (spec/catalog.md 1.2 and 1.10). */
export type Entity = {
  apiVersion: string
  kind: string
  metadata: EntityMeta
  spec?: JsonObject
  relations?: EntityRelation[]
  status?: { items?: EntityStatusItem[] }
}

/** Where a mistake is and what to do about it. The unit of everything that is reported about input. */
export interface Problem {
  /** `catalog/owner-missing`; permanent: people search for it. */
  code: string
  level: 'error' | 'warning' | 'info'
  /** What is wrong, a whole sentence. */
  message: string
  /** What to do next. */
  hint?: string
  /** JSON pointer into the entity: `/spec/owner`. */
  pointer?: string
  /** The file or URL it was read from. */
  file?: string
  /** 1-based. */
  line?: number
  /** 1-based. */
  column?: number
  /** The entity it is about, canonical; absent when the document never became one. */
  ref?: string
}
