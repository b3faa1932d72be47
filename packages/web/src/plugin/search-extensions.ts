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

/** How hits of one type of documents are called and shown. */
export interface SearchResultType {
  readonly kind: 'search-result-type'
  /** The type of the documents: `software-catalog`. Configured as `search-result-type:<plugin>/<id>`. */
  id: string
  /** Plural: `Entities`. A language may replace it under the key `search-result-type.<id>.title`. */
  title: string
  icon: IconName | ((document: FoundDocument) => IconName)
  /** What stands below the title. Default: the text. */
  component?: ComponentType<SearchResultProps>
  /** Fields to filter by when this type is looked for, in this order: `kind`, `lifecycle`. */
  facets?: readonly { field: string; title: string }[]
}
