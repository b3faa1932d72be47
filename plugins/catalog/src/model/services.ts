import { type Entity, extensionPoint, type Problem } from '@callboard/model'
import type { ScmEvent } from './scm-events.ts'

/** An entity as a provider hands it over. */
export interface ProvidedEntity {
  entity: Entity
  /** Tells two sources of one ref apart; equal keys may overwrite each other (spec/catalog.md 3.8). */
  locationKey?: string
}

/** What changed at a provider (spec/catalog.md 3.10). */
export type EntityMutation =
  | {
      type: 'full'
      entities: ProvidedEntity[]
      /** When reading them began, milliseconds since the epoch: what a delta has added since then stays. */
      asOfMs?: number
    }
  | {
      type: 'delta'
      added: ProvidedEntity[]
      removed: ({ entity: Entity } | { entityRef: string; locationKey?: string })[]
    }

/** A provider's way into the catalog. */
export interface EntityProviderConnection {
  /**
   * Applies a mutation: `full` makes the provider's set exactly this, `delta` upserts and removes. What is removed is
   * deleted at once with everything that hangs on it. Resolves when it is stored. An entity that lacks a valid envelope
   * or its two location annotations is reported as a problem of the provider; what was stored of it stays.
   */
  applyMutation(mutation: EntityMutation): Promise<void>
  /** Reads again whatever was made from one of these keys: `url:https://github.com/acme/site/blob/main/catalog-info.yaml`. */
  refresh(options: { keys: string[] }): Promise<void>
  /**
   * Tells what happened to files and repositories at a source code host. What was made from them is read again, and
   * registered locations follow as far as `catalog.scmEvents` says so.
   */
  followScm(events: readonly ScmEvent[]): Promise<void>
  /** Tells people that the provider could not read its source; its entities stay as they are. */
  reportFailure(error: unknown): Promise<void>
}

/** A source of whole sets of entities. */
export interface EntityProvider {
  /** Stable: `github-provider:acme`. Entities belong to the name. */
  name: string
  /** Called once, after the catalog has started. */
  connect(connection: EntityProviderConnection): Promise<void>
}

/** Where the entity being processed comes from. */
export interface ProcessorContext {
  /** Location ref of its file: `url:https://…`. */
  location: string
  /** Location ref of the registration it descends from. */
  originLocation: string
  /** Adds a relation that starts or ends anywhere; refs are canonical. */
  emitRelation(relation: { sourceRef: string; type: string; targetRef: string }): void
  /** Adds an entity that hangs on this one and vanishes with it. */
  emitEntity(entity: Entity): void
  /** Names something else the result was made from; a refresh of the key processes the entity again. */
  emitRefreshKey(key: string): void
  /** Reports something; an `error` keeps the last good version in place. */
  emitProblem(problem: Problem): void
}

/** Looks at one entity and adds to it. */
export interface EntityProcessor {
  /** `ScaffolderEntitiesProcessor`; the key in `catalog.processorOptions`. */
  name: string
  /** Lower runs earlier. Default 20. */
  priority?: number
  /** Before validation; returns the entity to go on with. */
  preProcess?(entity: Entity, context: ProcessorContext): Promise<Entity> | Entity
  /** Whether this processor knows the entity's kind although no kind definition does. */
  recognises?(entity: Entity): boolean
  /** After validation; returns the entity to go on with. */
  postProcess?(entity: Entity, context: ProcessorContext): Promise<Entity> | Entity
}

/** Where providers are added. */
export const providers = extensionPoint<EntityProvider>('catalog.providers', 'Sources of whole sets of entities.')

/** Where processors are added. */
export const processors = extensionPoint<EntityProcessor>(
  'catalog.processors',
  'Looks at each entity on its way into the catalog.',
)
