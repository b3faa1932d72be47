import { type Entity, entityRefOf } from '@callboard/model'
import { queryEntitiesByPredicate } from '@callboard/plugin-catalog'
import { type FormFieldParts, type FormFieldProps, useIdentity, useRead } from '@callboard/web'
import { titleOf } from '../entity-titles.ts'
import { autoFocused } from '../form/theme/auto-focused.ts'

/** One of the groups that the person is a member of. */
export const myGroupsPicker: FormFieldParts = { component: MyGroupsPicker, schema: { returnValue: { type: 'string' } } }

function MyGroupsPicker(props: FormFieldProps) {
  const { userEntityRef } = useIdentity()
  const { items } = useRead(queryEntitiesByPredicate, {
    plugin: 'catalog',
    body: {
      query: { kind: 'group', 'relations.hasMember': userEntityRef },
      fields: ['kind', 'metadata.name', 'metadata.namespace', 'metadata.title', 'spec.profile.displayName'],
      orderBy: [{ field: 'metadata.name', order: 'asc' }],
    },
  })
  const value = typeof props.value === 'string' ? props.value : ''
  // With these fields they are entities as far as names go.
  const groups = (items as unknown as Entity[]).map((group) => ({ ref: entityRefOf(group), title: titleOf(group) }))
  const isForeign = value !== '' && !groups.some(({ ref }) => ref === value)
  return (
    <select
      id={props.id}
      name={props.name}
      className="scf-input"
      ref={autoFocused(props.hasAutofocus)}
      value={value}
      required={props.isRequired}
      disabled={props.isDisabled}
      aria-invalid={props.isInvalid}
      aria-describedby={props.describedBy}
      onChange={({ target }) => props.onChange(target.value)}
    >
      <option value="">{props.placeholder}</option>
      {isForeign && <option value={value}>{value}</option>}
      {groups.map(({ ref, title }) => (
        <option key={ref} value={ref}>
          {title}
        </option>
      ))}
    </select>
  )
}
