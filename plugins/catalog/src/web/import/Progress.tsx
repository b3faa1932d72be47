import { EntityLink, Link, List, useRead, useReadWhile, useText } from '@callboard/web'
import { listSources } from '../../model/routes-insight.ts'
import { getLocation } from '../../model/routes-write.ts'
import { useEntityPage } from '../api.ts'
import { refOf, titleOf } from '../entity-names.ts'
import { entitiesOf } from '../locations/entities-of.ts'
import { SourceState } from '../locations/SourceState.tsx'

/** More than that is for the catalog's own list. */
const most = 100

/** Follows a location that was just registered until its entities are in the catalog. */
export function Progress({ locationId }: { locationId: string }) {
  const t = useText()
  const location = useRead(getLocation, { params: { id: locationId } })
  const sources = useRead(listSources, { query: { ownerRef: location.entityRef } }).items
  const { items, totalItems } = useEntityPage(entitiesOf(location, most))
  const isRead = sources.length > 0 && sources.every(({ state }) => state === 'ok' || state === 'failing')
  useReadWhile(!isRead)
  return (
    <section className="cat-import-found">
      <header>
        <h2>{t('import.progress', 'Registered')}</h2>
        <code className="cat-file">{location.target}</code>
      </header>
      <ul className="cat-import-sources" role="status">
        {sources.length === 0 && <li>{t('import.waiting', 'Waiting to be read…')}</li>}
        {sources.map(({ id, name, state, error, problems }) => (
          <li key={id}>
            <SourceState state={state} /> <span className="cat-file">{name}</span>
            {error && <p className="cat-source-error">{error}</p>}
            {problems > 0 && (
              <p>
                <Link className="cb-link" to={`/catalog/problems?source=${id}`}>
                  {t('import.problems', '{count, plural, one {# problem} other {# problems}}', { count: problems })}
                </Link>
              </p>
            )}
          </li>
        ))}
      </ul>
      {isRead && (
        <>
          <h3>
            {t('import.arrived', '{count, plural, one {# entity is} other {# entities are}} in the catalog', {
              count: totalItems,
            })}
          </h3>
          <List
            items={items}
            itemKey={refOf}
            empty={t('import.none-arrived', 'None yet; the problems of the source say why.')}
            row={(entity) => <EntityLink entityRef={refOf(entity)} title={titleOf(entity)} />}
          />
          <p>
            <Link className="cb-link" to="/catalog/import">
              {t('import.another', 'Register another')}
            </Link>
          </p>
        </>
      )}
    </section>
  )
}
