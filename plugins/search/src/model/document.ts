import type { IndexRow, JsonValue } from '@callboard/model'

/** Something to be found (spec/search.md 1). Its type is the collator's. */
export interface SearchDocument {
  title: string
  /** What is searched besides the title and the other fields. */
  text: string
  /** Where it leads: a path of the portal, or an http(s) URL. Unique in its type. */
  location: string
  /** Who may see it. Never leaves the server. */
  authorization?: {
    resourceRef: string
    /** What {@link Collator.visibility} asks: for entities their index rows. */
    rows?: readonly Pick<IndexRow, 'key' | 'value'>[]
  }
  /** Other names it is known by: the name of an entity whose title is another. They count like titles; they are not shown. */
  names?: readonly string[]
  /** Anything else, scalar or a list of scalars: may be filtered by, and is found. */
  [field: string]: JsonValue | SearchDocument['authorization'] | readonly string[] | undefined
}
