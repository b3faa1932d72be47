import type { Entity } from '@callboard/model'
import { type EntityCardProps, EntityLink, SafeLink, useText } from '@callboard/web'
import { useEntityPage } from '../api.ts'
import { emailOf, refOf, titleOf } from '../entity-names.ts'

/** Shown at most; the rest is a list of the catalog. */
const limit = 60

/** The people of a group. */
export function MembersCard({ entity }: EntityCardProps) {
  const t = useText()
  const { items, totalItems } = useEntityPage({
    query: { kind: 'user', 'relations.memberOf': entity.ref },
    fields: ['kind', 'metadata.name', 'metadata.namespace', 'metadata.title', 'spec.profile'],
    orderBy: [{ field: 'metadata.name', order: 'asc' }],
    limit,
  })
  if (totalItems === 0) return <p className="cb-muted">{t('members.none', 'No person is a member of this group.')}</p>
  return (
    <>
      <ul className="cat-members">
        {items.map((member) => (
          <Member key={refOf(member)} member={member} />
        ))}
      </ul>
      {totalItems > items.length && (
        <p className="cb-muted">
          {t('members.more', '{count, plural, one {# more member.} other {# more members.}}', {
            count: totalItems - items.length,
          })}
        </p>
      )}
    </>
  )
}

function Member({ member }: { member: Entity }) {
  const email = emailOf(member)
  return (
    <li>
      <EntityLink entityRef={refOf(member)} title={titleOf(member)} />
      {email && <SafeLink href={`mailto:${email}`}>{email}</SafeLink>}
    </li>
  )
}
