import { Boundary, Icon, KindIcon, Link, Loading, useText } from '@callboard/web'
import { useDeferredValue, useState } from 'react'
import { useEntityPage } from '../api.ts'
import { refOf, titleOf } from '../entity-names.ts'

/** What a {@link RootPicker} is told. */
export interface RootPickerProps {
  /** The address of the graph around an entity. */
  hrefOf: (ref: string) => string
}

/** Finds the entity to start from. */
export function RootPicker({ hrefOf }: RootPickerProps) {
  const t = useText()
  const [text, setText] = useState('')
  const wanted = useDeferredValue(text.trim())
  return (
    <div className="cat-picker">
      <label className="cat-text">
        <span className="cat-picker-label">{t('graph.pick', 'Which entity should be in the centre?')}</span>
        <input type="search" value={text} onChange={(event) => setText(event.target.value)} />
      </label>
      <Boundary title={t('graph.pick', 'Which entity should be in the centre?')} loading={<Loading />} resetOn={wanted}>
        <Found text={wanted} hrefOf={hrefOf} />
      </Boundary>
    </div>
  )
}

function Found({ text, hrefOf }: RootPickerProps & { text: string }) {
  const t = useText()
  const { items } = useEntityPage({
    limit: 12,
    fields: ['kind', 'metadata.name', 'metadata.namespace', 'metadata.title', 'spec.profile'],
    orderBy: [{ field: 'metadata.name', order: 'asc' }],
    // Without a text: systems, which most graphs are drawn around.
    ...(text === ''
      ? { query: { kind: 'system' } }
      : { fullTextFilter: { term: text, fields: ['metadata.name', 'metadata.title', 'spec.profile.displayname'] } }),
  })
  if (items.length === 0) {
    return (
      <p className="cb-muted" role="status">
        {t('graph.pick.none', 'No entity has this in its name.')}
      </p>
    )
  }
  return (
    <ul className="cat-picker-found">
      {items.map((entity) => (
        <li key={refOf(entity)}>
          <Link className="cb-entity-link" to={hrefOf(refOf(entity))}>
            <KindIcon kind={entity.kind} />
            <span>{titleOf(entity)}</span>
            <span className="cat-count">{entity.kind}</span>
            <Icon name="next" />
          </Link>
        </li>
      ))}
    </ul>
  )
}
