import type { TSchema } from '../schema.ts'

/** What one kind of entity is: all that the catalog knows about it is data (spec/catalog.md 1.12). */
export interface KindDefinition {
  /** Exact casing: `Component`. */
  kind: string
  /** Exact values: `backstage.io/v1alpha1`. */
  apiVersions: string[]
  /** What many of them are called: `Components`. */
  plural: string
  /** A name from the icon set of the portal. */
  icon?: string
  /** One sentence: what such an entity stands for. */
  description: string
  /** JSON Schema of `spec`. Fields it does not name are allowed unless it says otherwise. */
  spec: TSchema
  /** Replaces `spec` for entities whose `spec.type` is the key, exactly. */
  variants?: Record<string, TSchema>
  /** What its fields refer to. */
  relations: KindRelation[]
  /** The columns of a table of such entities, besides the name. */
  columns?: KindColumn[]
}

/** A field that holds a ref or a list of refs. Each becomes one relation in both directions (spec/catalog.md 2.1). */
export interface KindRelation {
  /** Dotted path below the entity: `spec.owner`. */
  field: string
  /** From the entity to what it names: `ownedBy`. */
  type: string
  /** The way back: `ownerOf`. */
  inverse: string
  /** The kind of refs that name none. Without it a ref must name its kind. */
  defaultKind?: string
  /** Only entities with this `spec.type` have the relation. */
  onlyType?: string
}

/** One column of a table of entities. */
export interface KindColumn {
  /** An index key in its author's casing: `spec.type`, `relations.ownedBy`. */
  field: string
  title: string
}
