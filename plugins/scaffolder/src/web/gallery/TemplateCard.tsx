import { type Entity, entityRefOf } from '@callboard/model'
import { EntityLink, Icon, Link, Tag, useEntityPath, useText } from '@callboard/web'
import { titleOf } from '../entity-titles.ts'
import { wizardPath } from './wizard-path.ts'

/** What a {@link TemplateCard} shows. */
export interface TemplateCardProps {
  template: Entity
  owner: string | undefined
  ownerTitle: string | undefined
  isStarred: boolean
  onStar: () => void
}

/** One template: what it is, whose, and the way in. */
export function TemplateCard({ template, owner, ownerTitle, isStarred, onStar }: TemplateCardProps) {
  const t = useText()
  const detailsPath = useEntityPath()(entityRefOf(template))
  const title = titleOf(template)
  const star = t('gallery.star', 'Star {title}', { title })
  const type = template.spec?.type
  return (
    <article className="gal-card">
      <header>
        <h2>
          <Link to={wizardPath(template)}>{title}</Link>
        </h2>
        <button
          type="button"
          className="cb-icon-button gal-star"
          aria-pressed={isStarred}
          aria-label={star}
          title={star}
          onClick={onStar}
        >
          <Icon name="star" />
        </button>
      </header>
      <p className="gal-facts">
        {typeof type === 'string' && <span>{type}</span>}
        {owner && <EntityLink entityRef={owner} title={ownerTitle} />}
      </p>
      {template.metadata.description && <p className="gal-description">{template.metadata.description}</p>}
      {(template.metadata.tags ?? []).length > 0 && (
        <ul className="gal-tags" aria-label={t('gallery.tags', 'Tags')}>
          {template.metadata.tags?.map((tag) => (
            <li key={tag}>
              <Tag>{tag}</Tag>
            </li>
          ))}
        </ul>
      )}
      <p className="gal-actions">
        <Link className="cb-button" to={wizardPath(template)}>
          {t('gallery.choose', 'Choose')} <span className="cb-visually-hidden">{title}</span>
        </Link>
        {detailsPath && (
          <Link className="cb-button cb-button-quiet" to={detailsPath}>
            {t('gallery.details', 'Details')} <span className="cb-visually-hidden">{title}</span>
          </Link>
        )}
      </p>
    </article>
  )
}
