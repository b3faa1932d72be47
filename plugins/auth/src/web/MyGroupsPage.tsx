import { type Entity, post, Type } from '@callboard/model'
import { EmptyState, EntityLink, useIdentity, useText, useTry } from '@callboard/web'

/** spec/catalog.md 4.11: entities by their refs. The plugin that answers builds upon this one, which cannot import it. */
const entitiesByRefs = post('/entities/by-refs', {
  summary: 'Read many entities by ref.',
  body: { entityRefs: Type.Array(Type.String()) },
  reply: Type.Object({ items: Type.Array(Type.Unknown()) }),
})

/** The groups whose things count as the person's, and what the catalog knows about them. */
export function MyGroupsPage() {
  const t = useText()
  const { userEntityRef, ownershipEntityRefs } = useIdentity()
  const refs = ownershipEntityRefs.filter((ref) => ref !== userEntityRef)
  const found = useTry(entitiesByRefs, { plugin: 'catalog', body: { entityRefs: refs } })
  if (refs.length === 0) {
    return (
      <EmptyState title={t('groups.none', 'You are in no group.')} icon="group">
        <p className="cb-muted">
          {t('groups.none.why', 'Groups come from the catalog: your user entity names them in spec.memberOf.')}
        </p>
      </EmptyState>
    )
  }
  // The catalog answers with one entity, or null, for each ref, in their order.
  const items = found.state === 'answered' ? (found.reply.items as (Entity | null)[]) : []
  return (
    <>
      <p className="cb-muted">{t('groups.what', 'What these groups own counts as yours.')}</p>
      <ul className="cb-list auth-rows">
        {refs.map((ref, place) => (
          <li key={ref}>
            <GroupRow entityRef={ref} group={items[place] ?? undefined} isAsked={found.state === 'answered'} />
          </li>
        ))}
      </ul>
    </>
  )
}

interface GroupRowProps {
  entityRef: string
  group: Entity | undefined
  isAsked: boolean
}

function GroupRow({ entityRef, group, isAsked }: GroupRowProps) {
  const t = useText()
  const members = group?.relations?.filter(({ type }) => type === 'hasMember').length
  return (
    <div className="auth-group">
      <p>
        <EntityLink entityRef={entityRef} title={group && titleOf(group)} />
      </p>
      {group?.metadata.description !== undefined && <p>{group.metadata.description}</p>}
      <p className="cb-muted">
        {members !== undefined &&
          t('groups.members', '{count, plural, one {# member} other {# members}}', { count: members })}
        {isAsked && !group && t('groups.unknown', 'The catalog has no such group, or you may not see it.')}
      </p>
    </div>
  )
}

function titleOf({ metadata, spec }: Entity): string | undefined {
  const profile: unknown = spec?.profile
  const name: unknown =
    typeof profile === 'object' && profile !== null ? Reflect.get(profile, 'displayName') : undefined
  return typeof name === 'string' ? name : metadata.title
}
