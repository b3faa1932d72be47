import type { Entity, Static } from '@callboard/model'
import {
  Boundary,
  Button,
  ConfirmDialog,
  EmptyState,
  EntityLink,
  Link,
  type Text,
  useAllowed,
  useAnnounce,
  useRead,
  useSend,
  useText,
} from '@callboard/web'
import { useState } from 'react'
import { catalogLocationDelete } from '../../model/permissions.ts'
import { listSources } from '../../model/routes-insight.ts'
import { type LocationObject, listLocations, removeLocation } from '../../model/routes-write.ts'
import { useEntityPage } from '../api.ts'
import { titleOf } from '../entity-names.ts'
import { entitiesOf } from './entities-of.ts'
import { SourceState } from './SourceState.tsx'

type Location = Static<typeof LocationObject>

/** What people have registered, with a way to take it out again. */
export function RegisteredLocations() {
  const t = useText()
  const locations = useRead(listLocations)
  const sources = useRead(listSources, { query: { limit: 1000 } }).items
  if (locations.length === 0) {
    return (
      <EmptyState title={t('locations.none', 'Nobody has registered a location.')}>
        <p className="cb-muted">
          {t('locations.none.hint', 'What stands above comes from the config of this portal and from providers.')}
        </p>
        <p>
          <Link className="cb-link" to="/catalog/import">
            {t('sources.register', 'Register a location')}
          </Link>
        </p>
      </EmptyState>
    )
  }
  return (
    <ul className="cat-locations">
      {locations.map(({ data }) => {
        const source = sources.find(({ ownerRef }) => ownerRef === data.entityRef)
        return (
          <li key={data.id}>
            <span className="cat-location">
              <EntityLink entityRef={data.entityRef} title={data.target} icon="location" />
              {source && <SourceState state={source.state} />}
            </span>
            <RemoveButton location={data} />
          </li>
        )
      })}
    </ul>
  )
}

function RemoveButton({ location }: { location: Location }) {
  const t = useText()
  const allowed = useAllowed(catalogLocationDelete, undefined)
  const [isAsking, setAsking] = useState(false)
  return (
    <>
      <Button
        look="quiet"
        onPress={() => setAsking(true)}
        disabledReason={
          allowed === 'no' ? t('locations.forbidden', 'You are not allowed to unregister locations.') : undefined
        }
      >
        {t('locations.remove', 'Unregister')}
        <span className="cb-visually-hidden">{location.target}</span>
      </Button>
      {isAsking && (
        <Boundary title={t('locations.question', 'What would go')} loading={null}>
          <Question location={location} onEnd={() => setAsking(false)} />
        </Boundary>
      )}
    </>
  )
}

function Question({ location, onEnd }: { location: Location; onEnd: () => void }) {
  const t = useText()
  const announce = useAnnounce()
  const { send } = useSend(removeLocation)
  const { items, totalItems } = useEntityPage(entitiesOf(location, 6))

  async function remove() {
    const { id, target } = location
    try {
      await send({ params: { id } })
      announce(t('locations.removed', '{target} is no longer registered.', { target }))
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      announce(t('locations.not-removed', '{target} is still registered: {reason}', { target, reason }))
    }
    onEnd()
  }

  return (
    <ConfirmDialog
      question={questionOf(location, items, totalItems, t)}
      confirmLabel={t('locations.remove', 'Unregister')}
      onAnswer={(answer) => (answer === 'yes' ? void remove() : onEnd())}
    />
  )
}

/** Names what goes, as far as it can be listed in a sentence. */
function questionOf({ target }: Location, entities: readonly Entity[], total: number, t: Text): string {
  if (total === 0) {
    return t('locations.confirm.none', 'Unregister {target}? No entity comes from it. You can register it again.', {
      target,
    })
  }
  const names = entities.slice(0, 5).map((entity) => `${titleOf(entity)} (${entity.kind})`)
  const rest = total - names.length
  const list = names.join(', ') + (rest > 0 ? t('locations.confirm.more', ' and {rest, number} more', { rest }) : '')
  return t(
    'locations.confirm',
    'Unregister {target}? {count, plural, one {An entity goes} other {# entities go}} with it: {list}. The files stay; you can register it again.',
    { target, count: total, list },
  )
}
