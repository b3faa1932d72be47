import { type Entity, parseEntityRef } from '@callboard/model'
import { Button, Card, EntityLink, type EntityWithRef, shortRef, useRead, useText } from '@callboard/web'
import { useState } from 'react'
import { entitiesByRefs } from '../../model/routes-read.ts'
import { specRef, specText, titleOf } from '../entity-names.ts'
import { useKindWords } from '../kind-words.ts'

/** Shown before somebody asks for all. */
const firstFew = 20

/** What a {@link RelatedTable} lists. */
export interface RelatedTableProps {
  title: string
  refs: readonly string[]
  /** Shown instead of the table when there are none; without it the card is left out. */
  empty?: string
}

/** The refs that an entity's relations of one type lead to. */
export const relatedRefs = (entity: EntityWithRef, type: string): string[] =>
  (entity.relations ?? []).filter((relation) => relation.type === type).map(({ targetRef }) => targetRef)

/** The kind in a ref, lower case; empty for what is no ref. */
export function kindOfRef(ref: string): string {
  try {
    return parseEntityRef(ref).kind.toLowerCase()
  } catch {
    // Somebody's data: it belongs to no kind's table.
    return ''
  }
}

/** A card with a table of related entities: what they are, whose, and how far along. */
export function RelatedTable({ title, refs, empty }: RelatedTableProps) {
  const t = useText()
  const [isUnfolded, setUnfolded] = useState(false)
  if (refs.length === 0 && empty === undefined) return null
  const shown = isUnfolded ? refs : refs.slice(0, firstFew)
  return (
    <Card title={title} aside={refs.length > 0 && <span className="cat-count">{refs.length}</span>}>
      {refs.length === 0 ? <p className="cb-muted">{empty}</p> : <Rows title={title} refs={shown} />}
      {shown.length < refs.length && (
        <Button look="quiet" onPress={() => setUnfolded(true)}>
          {t('relations.all', 'Show all {count}', { count: refs.length })}
        </Button>
      )}
    </Card>
  )
}

function Rows({ title, refs }: { title: string; refs: readonly string[] }) {
  const t = useText()
  const related = useRelated(refs)
  return (
    <div className="cat-related-frame">
      <table className="cat-related" aria-label={title}>
        <thead>
          <tr>
            <th scope="col">{t('column.name', 'Name')}</th>
            <th scope="col">{t('column.type', 'Type')}</th>
            <th scope="col">{t('column.owner', 'Owner')}</th>
            <th scope="col">{t('column.lifecycle', 'Lifecycle')}</th>
          </tr>
        </thead>
        <tbody>
          {refs.map((ref) => (
            <Row key={ref} entityRef={ref} entity={related.get(ref)} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Row({ entityRef, entity }: { entityRef: string; entity: Entity | undefined }) {
  const t = useText()
  const wordsOf = useKindWords()
  const owner = entity && specRef(entity, 'owner', 'group')
  return (
    <tr>
      <th scope="row">
        <EntityLink
          entityRef={entityRef}
          title={entity && titleOf(entity)}
          icon={entity && wordsOf(entity.kind).icon}
        />
      </th>
      {entity ? (
        <>
          <td>{specText(entity, 'type')}</td>
          <td>{owner && <EntityLink entityRef={owner} title={shortRef(owner)} icon="hidden" />}</td>
          <td>{specText(entity, 'lifecycle')}</td>
        </>
      ) : (
        <td colSpan={3} className="cat-dangling-cell">
          {t('relations.dangling', 'not in the catalog')}
        </td>
      )}
    </tr>
  )
}

const fields = [
  'kind',
  'metadata.name',
  'metadata.namespace',
  'metadata.title',
  'spec.profile',
  'spec.type',
  'spec.owner',
  'spec.lifecycle',
]

function useRelated(refs: readonly string[]): ReadonlyMap<string, Entity> {
  // As in api.ts: the fields asked for make an Entity as far as this table goes.
  const items = useRead(entitiesByRefs, { body: { entityRefs: [...refs], fields } }).items as (Entity | null)[]
  // The reply has one item for each ref, in the order they were asked for (spec/catalog.md 4.11).
  return new Map(refs.flatMap((ref, place) => (items[place] ? [[ref, items[place]] as const] : [])))
}
