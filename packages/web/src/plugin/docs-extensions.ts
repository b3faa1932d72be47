import type { ComponentType } from 'react'

/** What the component of a {@link DocsAddon} gets. */
export interface DocsAddonProps {
  /** Whose docs they are, canonical. */
  entityRef: string
  /** Of the page below its site: `guide/install/`. */
  path: string
  title: string
  siteName: string
  editUrl: string | undefined
  /** The page's content once it is shown; it changes with the page. Add-ons may look at it and add to it. */
  article: HTMLElement | undefined
}

/** Where an add-on stands in the reader of docs (spec/techdocs.md 9). */
export type DocsAddonLocation =
  | 'header'
  | 'subheader'
  | 'settings'
  | 'primary-sidebar'
  | 'secondary-sidebar'
  | 'content'

/** Adds something to the pages of docs. */
export interface DocsAddon {
  readonly kind: 'docs-addon'
  /** Configured as `docs-addon:<plugin>/<id>`. */
  id: string
  /** What people call it; shown when it fails. */
  title: string
  location: DocsAddonLocation
  component: ComponentType<DocsAddonProps>
}
