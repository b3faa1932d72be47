import { type DocsAddonLocation, ExtensionBoundary, useExtensions } from '@callboard/web'
import type { DocsPage, DocsSite } from '../../model/index.ts'
import type { ShownSections } from '../reader/use-shown-sections.ts'
import { SectionsContext } from './sections-context.ts'

/** What add-ons stand in. */
export interface AddonSurroundings {
  site: DocsSite
  page: DocsPage | undefined
  article: HTMLElement | undefined
  sections: ShownSections
}

/** The add-ons of one place in the reader. One that fails shows nothing, and the page lives. */
export function Addons({
  location,
  site,
  page,
  article,
  sections,
}: AddonSurroundings & { location: DocsAddonLocation }) {
  const addons = useExtensions('docs-addon').filter(({ extension }) => extension.location === location)
  return (
    <SectionsContext value={sections}>
      {addons.map(({ key, pluginId, extension: { title, component: Addon } }) => (
        <ExtensionBoundary key={key} pluginId={pluginId} extensionKey={key} title={title} loading={null} failed={null}>
          <Addon
            entityRef={site.entityRef}
            path={page?.path ?? ''}
            title={page?.title ?? ''}
            siteName={site.name}
            editUrl={page?.editUrl}
            article={article}
          />
        </ExtensionBoundary>
      ))}
    </SectionsContext>
  )
}
