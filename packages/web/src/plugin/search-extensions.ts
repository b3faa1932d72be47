import type { JsonValue } from '@callboard/model'
import type { ComponentType, ReactNode } from 'react'
import type { IconName } from '../ui/icons.tsx'

/** A hit of the search, as lists of results show it. */
export interface FoundDocument {
  title: string
  text: string
  /** A path of the portal or a whole URL. */
  location: string
  readonly [field: string]: JsonValue
}

/** What the component of a {@link SearchResultType} gets. */
export interface SearchResultProps {
  document: FoundDocument
  /** Title and text with what matched marked. */
  title: ReactNode
  text: ReactNode
}

/** How hits of one type of documents are called and shown; one whose `when` fits goes before one without. */
export interface SearchResultType {
  readonly kind: 'search-result-type'
  /** The type of the documents: `software-catalog`. Configured as `search-result-type:<plugin>/<id>`. */
  id: string
  /** Plural: `Entities`. A language may replace it under the key `search-result-type.<id>.title`. */
  title: string
  icon: IconName | ((document: FoundDocument) => IconName)
  /** The type of the documents, where the id is another: for some documents of a type that has an extension already. */
  type?: string
  /** Which documents of the type are shown so: those with these values in these fields. Default: all. */
  when?: Readonly<Record<string, string>>
  /** What stands below the title. Default: the text. */
  component?: ComponentType<SearchResultProps>
  /** Fields that tell a hit from others of the same title where there is one line for it: `Component · payments`. */
  detail?: readonly string[]
  /**
   * Fields to filter by when this type is looked for, in this order, of those that the index counts: `kind`,
   * `componentType`, `lifecycle`, `owner`, `namespace`. A language may replace their titles under the key
   * `search-result-type.<id>.<field>`.
   */
  facets?: readonly { field: string; title: string }[]
}
