import { Boundary, Button, type EntityCardProps, EntityLink, Icon, Loading, useText } from '@callboard/web'
import { useState } from 'react'
import { useTargets } from '../api.ts'
import { titleOf } from '../entity-names.ts'
import { useKindWords } from '../kind-words.ts'
import { groupRelations, type RelationGroup } from './group-relations.ts'
import { relationLabel } from './relation-words.ts'

/** Shown of a group before somebody asks for all of it. */
const firstFew = 12

/** What the entity has to do with others, one line per type of relation. */
export function RelationsCard({ entity }: EntityCardProps) {
  const t = useText()
  const groups = groupRelations(entity.relations ?? [])
  if (groups.length === 0) {
    return <p className="cb-muted">{t('relations.none', 'No other entity is related to this one.')}</p>
  }
  return <Groups groups={groups} />
}

function Groups({ groups }: { groups: readonly RelationGroup[] }) {
  const t = useText()
  // One question for all that is shown at first.
  const targets = useTargets(groups.flatMap(({ targetRefs }) => targetRefs.slice(0, firstFew)))
  return (
    <dl className="cat-relations">
      {groups.map((group) => (
        <div key={group.type}>
          <dt>{relationLabel(group.type, t)}</dt>
          <dd>
            <Group group={group} targets={targets} />
          </dd>
        </div>
      ))}
    </dl>
  )
}

function Group({ group, targets }: { group: RelationGroup; targets: Targets }) {
  const t = useText()
  const [isUnfolded, setUnfolded] = useState(false)
  const { targetRefs } = group
  if (isUnfolded) {
    return (
      <Boundary title={relationLabel(group.type, t)} loading={<Loading lines={2} />}>
        <AllTargets refs={targetRefs} />
      </Boundary>
    )
  }
  return (
    <>
      <TargetList refs={targetRefs.slice(0, firstFew)} targets={targets} />
      {targetRefs.length > firstFew && (
        <Button look="quiet" onPress={() => setUnfolded(true)}>
          {t('relations.all', 'Show all {count}', { count: targetRefs.length })}
        </Button>
      )}
    </>
  )
}

const AllTargets = ({ refs }: { refs: readonly string[] }) => <TargetList refs={refs} targets={useTargets(refs)} />

function TargetList({ refs, targets }: { refs: readonly string[]; targets: Targets }) {
  const t = useText()
  const wordsOf = useKindWords()
  return (
    <ul className="cat-targets">
      {refs.map((ref) => {
        const target = targets.get(ref)
        return (
          <li key={ref}>
            <EntityLink entityRef={ref} title={target && titleOf(target)} icon={target && wordsOf(target.kind).icon} />
            {!target && (
              <span className="cat-dangling">
                <Icon name="dangling" />
                {t('relations.dangling', 'not in the catalog')}
              </span>
            )}
          </li>
        )
      })}
    </ul>
  )
}

type Targets = ReturnType<typeof useTargets>
