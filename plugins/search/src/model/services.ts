import { extensionPoint, type Filter } from '@callboard/model'
import type { SearchDocument } from './document.ts'

/** Who asks, as the kernel gives credentials. */
export interface SearchedBy {
  credentials: { readonly principal: { readonly type: 'user' | 'service' | 'none' } }
}

interface AnyCollator {
  /** `software-catalog`: what `types` of the API names. */
  type: string
  /** In English, plural: `Entities`. */
  title: string
  /** Where its schedule is, below `search.collators`. Default: the type. */
  configKey?: string
  /** Which documents the caller may see, asked of the rows of their `authorization`. Without: all, for everybody signed in. */
  visibility?(by: SearchedBy): Promise<Filter>
}

/** Knows which sources there are, and makes the documents of some: the index follows their changes. */
export interface FollowingCollator extends AnyCollator {
  /** How many sources to ask documents of at once; fewer where each is much work. Default 200. */
  batchSize?: number
  /**
   * Keys of all sources, ascending by code unit, from the one after `after` on: refs of entities.
   *
   * @param options.after - Where an interrupted run goes on.
   */
  sources(options: { after?: string; signal: AbortSignal }): AsyncIterable<string>
  /** The documents of these sources as they are now; a source that is gone, or has none, is left out. */
  documentsOf(
    sources: readonly string[],
    options: { signal: AbortSignal },
  ): Promise<ReadonlyMap<string, SearchDocument[]>>
  /** Called once at start; `stale` is to be called with the keys of sources that have changed or gone. It stores them. */
  follow?(stale: (sources: readonly string[]) => Promise<void>): void
}

/** Gives everything at once, for what cannot tell its changes. Its documents are their own sources. */
export interface WholeCollator extends AnyCollator {
  documents(options: { signal: AbortSignal }): AsyncIterable<SearchDocument>
}

/** Where documents of one type come from. */
export type Collator = FollowingCollator | WholeCollator

/** Changes documents on their way into the index. */
export interface Decorator {
  /** Default: all types. Those without run first. */
  types?: readonly string[]
  /** One, several or none for each. */
  decorate(documents: readonly SearchDocument[], type: string): Promise<readonly SearchDocument[]>
}

/** `use: { collators: ifInstalled(collators) }` */
export const collators = extensionPoint<Collator>('search.collators', 'Makes documents for search.')

/** `use: { decorators: ifInstalled(decorators) }` */
export const decorators = extensionPoint<Decorator>(
  'search.decorators',
  'Changes documents on their way into the index.',
)
