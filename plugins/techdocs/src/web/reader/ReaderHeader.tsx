import type { Entity } from '@callboard/model'
import { EntityLink, Icon, Link, SafeLink, Tag, useAppConfig, useShownTrail, useText } from '@callboard/web'
import { type DocsPlace, pageHref } from '../docs-place.ts'
import type { Shown } from './Reader.tsx'

/** What a {@link ReaderHeader} shows. */
export interface ReaderHeaderProps extends Shown {
  place: DocsPlace
  /** What the catalog knows of whoever the docs are of. */
  entity: Entity | undefined
}

/** Which docs these are, whose, and what can be done with them. */
export function ReaderHeader({ place, site, page, entity, tools }: ReaderHeaderProps) {
  const t = useText()
  const appTitle = useAppConfig().text('app.title') ?? 'Callboard'
  const isFirst = page?.path === ''
  const title = page?.title ?? t('page.missing.title', 'Page not found')
  useShownTrail({
    title: isFirst ? site.name : title,
    trail: [
      { title: t('page.index.title', 'Docs'), to: '/docs' },
      ...(isFirst ? [] : [{ title: site.name, to: pageHref(place, '') }]),
    ],
  })
  const owner = entity?.relations?.find(({ type }) => type === 'ownedBy')?.targetRef
  const lifecycle = entity?.spec?.lifecycle
  return (
    <header className="td-head">
      <title>{`${entity?.metadata.title ?? place.entity.name} | ${title} | ${appTitle}`}</title>
      <div className="td-identity">
        <Link className="td-site" to={pageHref(place, '')}>
          <Icon name="docs" />
          {site.name}
        </Link>
        <p>
          <EntityLink entityRef={site.entityRef} title={entity?.metadata.title} />
          {owner && (
            <span>
              {t('head.owner', 'owned by')} <EntityLink entityRef={owner} />
            </span>
          )}
          {typeof lifecycle === 'string' && <Tag>{lifecycle}</Tag>}
          {site.sourceUrl && <SafeLink href={site.sourceUrl}>{t('head.source', 'Source')}</SafeLink>}
        </p>
      </div>
      {tools}
    </header>
  )
}
