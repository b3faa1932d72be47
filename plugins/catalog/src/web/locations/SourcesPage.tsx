import {
  ActionButton,
  Boundary,
  Card,
  EmptyState,
  Link,
  Loading,
  PageHeading,
  Since,
  useRead,
  useReadWhile,
  useText,
} from '@callboard/web'
import { listSources } from '../../model/routes-insight.ts'
import { RegisteredLocations } from './RegisteredLocations.tsx'
import { type Source, SourceState } from './SourceState.tsx'
import { readSourceAgain } from './source-actions.ts'
import './sources.css'

/** Where the catalog's entities come from, and how reading it goes. */
export function SourcesPage() {
  const t = useText()
  return (
    <>
      <PageHeading
        title={t('sources.title', 'Sources')}
        trail={[{ title: t('list.title', 'Catalog'), to: '/catalog' }]}
        actions={
          <Link className="cb-button cb-button-primary" to="/catalog/import">
            {t('sources.register', 'Register a location')}
          </Link>
        }
      />
      <Boundary title={t('sources.title', 'Sources')} loading={<Loading lines={10} />}>
        <SourceTable />
      </Boundary>
      <Card title={t('locations.title', 'Registered locations')}>
        <Boundary title={t('locations.title', 'Registered locations')} loading={<Loading />}>
          <RegisteredLocations />
        </Boundary>
      </Card>
    </>
  )
}

function SourceTable() {
  const t = useText()
  const { items, totalItems } = useRead(listSources, { query: { limit: 1000 } })
  useReadWhile(items.some(({ state }) => state === 'reading' || state === 'waiting'))
  if (items.length === 0) {
    return (
      <EmptyState title={t('sources.none', 'Nothing gives entities yet.')}>
        <p className="cb-muted">
          {t('sources.none.hint', 'Register a location, or list some under "catalog.locations" in the config.')}
        </p>
      </EmptyState>
    )
  }
  return (
    <>
      {totalItems > items.length && (
        <p className="cb-muted">
          {t('sources.some', 'The first {count, number} of {total, number} sources.', {
            count: items.length,
            total: totalItems,
          })}
        </p>
      )}
      <table className="cat-sources" aria-label={t('sources.title', 'Sources')}>
        <thead>
          <tr>
            <th scope="col">{t('sources.name', 'Source')}</th>
            <th scope="col">{t('sources.state', 'State')}</th>
            <th scope="col" className="cat-number">
              {t('sources.entities', 'Entities')}
            </th>
            <th scope="col" className="cat-number">
              {t('sources.problems', 'Problems')}
            </th>
            <th scope="col">{t('sources.last-read', 'Last read')}</th>
            <th scope="col">{t('sources.next-read', 'Next read')}</th>
            <th scope="col">
              <span className="cb-visually-hidden">{t('sources.actions', 'Actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((source) => (
            <SourceRow key={source.id} source={source} />
          ))}
        </tbody>
      </table>
    </>
  )
}

function SourceRow({ source }: { source: Source }) {
  const t = useText()
  const { id, name, state, entities, problems, error, lastReadAt, nextReadAt } = source
  return (
    <tr>
      <th scope="row">
        <span>{name}</span>
        {error && <p className="cat-source-error">{error}</p>}
      </th>
      <td data-title={t('sources.state', 'State')}>
        <SourceState state={state} />
      </td>
      <td data-title={t('sources.entities', 'Entities')} className="cat-number">
        {entities}
      </td>
      <td data-title={t('sources.problems', 'Problems')} className="cat-number">
        {problems === 0 ? (
          0
        ) : (
          <Link
            className="cb-link"
            to={`/catalog/problems?source=${id}`}
            aria-label={t('sources.show-problems', '{count, plural, one {# problem} other {# problems}} of {name}', {
              count: problems,
              name,
            })}
          >
            {problems}
          </Link>
        )}
      </td>
      <td data-title={t('sources.last-read', 'Last read')}>
        {lastReadAt ? <Since at={lastReadAt} /> : t('sources.never', 'Never')}
      </td>
      <td data-title={t('sources.next-read', 'Next read')}>
        {nextReadAt ? <Since at={nextReadAt} /> : t('sources.when-told', 'When told')}
      </td>
      <td>
        <ActionButton action={readSourceAgain} subject={source} look="quiet" />
      </td>
    </tr>
  )
}
