import { parseEntityRef } from '@callboard/model'
import { type FormFieldParts, type FormFieldProps, useText } from '@callboard/web'
import { useState } from 'react'
import { Chips } from './Chips.tsx'
import { Combobox } from './Combobox.tsx'
import { entityFilter } from './entity-filter.ts'
import { refDefaults, refIn } from './entity-ref-text.ts'
import { useEntities, useEntityTitles } from './use-entities.ts'

/** Several entities. */
export const multiEntityPicker: FormFieldParts = {
  component: MultiEntityPicker,
  validate: (value, { text }) =>
    refsIn(value)
      .filter((ref) => !isWhole(ref))
      .map((ref) => text('field.not-a-ref', '{ref} is no reference: it needs a kind, as in group:{ref}.', { ref })),
  schema: {
    returnValue: { type: 'array', items: { type: 'string' } },
    uiOptions: {
      type: 'object',
      properties: {
        catalogFilter: { description: 'Which entities: one object or a list of them, as the catalog is filtered.' },
        defaultKind: { type: 'string', description: 'The kind of what is typed without one.' },
        defaultNamespace: { type: ['string', 'boolean'], description: 'The namespace of what is typed without one.' },
        allowArbitraryValues: { type: 'boolean', default: true, description: 'Whether any text is an answer.' },
      },
    },
  },
}

function MultiEntityPicker(props: FormFieldProps) {
  const { value, options, schema, label, onChange } = props
  const t = useText()
  const refs = refsIn(value)
  const [search, setSearch] = useState<string>()
  const { choices, state } = useEntities(entityFilter(options), search)
  const titles = useEntityTitles(refs)
  const isFull = typeof schema.maxItems === 'number' && refs.length >= schema.maxItems
  const add = (ref: string) => !refs.includes(ref) && onChange([...refs, ref])
  return (
    <>
      <Chips
        label={label}
        items={refs.map((ref) => ({ value: ref, title: titles.get(ref) ?? ref }))}
        isDisabled={props.isDisabled}
        onRemove={(ref) => onChange(refs.filter((one) => one !== ref))}
      />
      <Combobox
        {...props}
        isDisabled={props.isDisabled || isFull}
        placeholder={isFull ? t('field.full', 'No more can be added.') : props.placeholder}
        text=""
        choices={choices.filter((choice) => !refs.includes(choice.value))}
        state={state}
        onSearch={setSearch}
        onChoose={(choice) => add(choice.value)}
        onText={
          options.allowArbitraryValues === false ? undefined : (text) => add(refIn(text, refDefaults(options)) ?? text)
        }
        onClear={() => {}}
      />
    </>
  )
}

const refsIn = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []

function isWhole(ref: string): boolean {
  try {
    parseEntityRef(ref)
    return true
  } catch {
    return false
  }
}
