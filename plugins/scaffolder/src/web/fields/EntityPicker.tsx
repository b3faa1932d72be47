import type { JsonObject } from '@callboard/model'
import { type FormFieldParts, type FormFieldProps, useIdentity } from '@callboard/web'
import { useEffect, useState } from 'react'
import { Combobox } from './Combobox.tsx'
import { entityFilter } from './entity-filter.ts'
import { refDefaults, refIn } from './entity-ref-text.ts'
import { useEntities, useEntityTitles } from './use-entities.ts'

const filterSchema: JsonObject = {
  description: 'Which entities: one object or a list of them, as the catalog is filtered. It replaces allowedKinds.',
}

const optionsSchema: JsonObject = {
  type: 'object',
  properties: {
    catalogFilter: filterSchema,
    allowedKinds: {
      type: 'array',
      items: { type: 'string' },
      description: 'Older than catalogFilter: kinds to choose from.',
    },
    defaultKind: { type: 'string', description: 'The kind of what is typed without one.' },
    defaultNamespace: { type: ['string', 'boolean'], description: 'The namespace of what is typed without one.' },
    allowArbitraryValues: { type: 'boolean', default: true, description: 'Whether any text is an answer.' },
    autoSelect: {
      type: 'boolean',
      default: true,
      description: 'Whether leaving the input takes the highlighted choice.',
    },
  },
}

const schema = { returnValue: { type: 'string' }, uiOptions: optionsSchema }

/** Any entity. */
export const entityPicker: FormFieldParts = {
  component: (props) => <RefInput {...props} filter={entityFilter(props.options)} />,
  schema,
}

/** Whoever may own something. */
export const ownerPicker: FormFieldParts = {
  component: (props) => (
    <RefInput
      {...props}
      options={{ ...props.options, defaultKind: 'Group' }}
      filter={entityFilter(props.options, ['Group', 'User'])}
    />
  ),
  schema,
}

/** What the person owns, by themselves or by a group. */
export const ownedEntityPicker: FormFieldParts = { component: OwnedEntityPicker, schema }

function OwnedEntityPicker(props: FormFieldProps) {
  const { ownershipEntityRefs } = useIdentity()
  const mine = { 'relations.ownedBy': { $in: [...ownershipEntityRefs] } }
  return <RefInput {...props} filter={{ $all: [entityFilter(props.options), mine] }} />
}

function RefInput({ filter, ...props }: FormFieldProps & { filter: JsonObject }) {
  const { value, options, onChange, isRequired } = props
  const isFree = options.allowArbitraryValues !== false
  const wantsOnly = isRequired && !isFree
  const [search, setSearch] = useState<string | undefined>(wantsOnly ? '' : undefined)
  const { choices, state, only } = useEntities(filter, search)
  const isLocked = useLockedTo(wantsOnly ? only?.value : undefined, props)
  const ref = typeof value === 'string' ? value : ''
  const titles = useEntityTitles(ref === '' ? [] : [ref])
  return (
    <Combobox
      {...props}
      isDisabled={props.isDisabled || isLocked}
      text={titles.get(ref) ?? ref}
      choices={choices}
      state={state}
      onSearch={setSearch}
      onChoose={(choice) => onChange(choice.value)}
      onText={isFree ? (text) => onChange(refIn(text, refDefaults(options)) ?? text) : undefined}
      onClear={() => onChange(undefined)}
      takesOnLeave={options.autoSelect !== false}
    />
  )
}

/** Where there is nothing else to choose, it is chosen. */
function useLockedTo(only: string | undefined, { value, onChange }: FormFieldProps): boolean {
  const [locked, setLocked] = useState<string>()
  useEffect(() => {
    if (only === undefined || only === locked) return
    setLocked(only)
    if (value !== only) onChange(only)
  }, [only, locked, value, onChange])
  return locked !== undefined && locked === value
}
