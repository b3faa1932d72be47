import { entityFacetsByPredicate } from '@callboard/plugin-catalog'
import { type FormFieldParts, type FormFieldProps, useCall, useText } from '@callboard/web'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { Chips } from './Chips.tsx'
import { Combobox } from './Combobox.tsx'

/** Tags for an entity, suggested from those that others have. */
export const entityTagsPicker: FormFieldParts = {
  component: EntityTagsPicker,
  schema: {
    returnValue: { type: 'array', items: { type: 'string' } },
    uiOptions: {
      type: 'object',
      properties: {
        kinds: {
          type: 'array',
          items: { type: 'string' },
          description: 'Only tags of entities of these kinds are suggested.',
        },
        showCounts: { type: 'boolean', description: 'Whether to tell how many entities have a tag.' },
        helperText: { type: 'string', description: 'What the field says of itself.' },
      },
    },
  },
}

/** spec/catalog.md 1.2 */
const wellFormed = /^[a-z0-9:+#]+(-[a-z0-9:+#]+)*$/
const longest = 63
/** Enough to choose from; whoever looks for more types on. */
const shownTags = 20

function EntityTagsPicker(props: FormFieldProps) {
  const { value, options, label, onChange } = props
  const t = useText()
  const tags = Array.isArray(value) ? value.map(String) : []
  const [search, setSearch] = useState<string>()
  const [refused, setRefused] = useState<string>()
  const { known, state } = useKnownTags(options.kinds, search !== undefined)

  // What is not answered is an answer here: templates count on a list (spec/scaffolder.md 2.5).
  const isUnanswered = value === undefined
  useEffect(() => {
    if (isUnanswered) onChange([])
  }, [isUnanswered, onChange])

  function add(text: string) {
    const tag = text.trim().toLowerCase()
    const isTag = wellFormed.test(tag) && tag.length <= longest
    setRefused(isTag ? undefined : tag)
    if (isTag && !tags.includes(tag)) onChange([...tags, tag])
  }

  const wanted = (search ?? '').trim().toLowerCase()
  const choices = known
    .filter((one) => one.value.includes(wanted) && !tags.includes(one.value))
    .slice(0, shownTags)
    .map((one) => ({
      value: one.value,
      title: one.value,
      ...(options.showCounts === true && { detail: String(one.count) }),
    }))
  return (
    <>
      <Chips
        label={label}
        items={tags.map((tag) => ({ value: tag, title: tag }))}
        isDisabled={props.isDisabled}
        onRemove={(tag) => onChange(tags.filter((one) => one !== tag))}
      />
      <Combobox
        {...props}
        text=""
        choices={choices}
        state={state}
        onSearch={setSearch}
        onChoose={(choice) => add(choice.value)}
        onText={add}
        onClear={() => {}}
      />
      {typeof options.helperText === 'string' && <p className="scf-description">{options.helperText}</p>}
      {refused !== undefined && (
        <p className="scf-errors" role="alert">
          {t('field.not-a-tag', '"{tag}" is no tag: letters, digits, : + # and single hyphens within, 63 at most.', {
            tag: refused,
          })}
        </p>
      )}
    </>
  )
}

function useKnownTags(kinds: unknown, isWanted: boolean) {
  const call = useCall()
  const { data, isFetching, isError } = useQuery({
    queryKey: ['catalog', 'picker-tags', kinds],
    enabled: isWanted,
    queryFn: () =>
      call(entityFacetsByPredicate, {
        plugin: 'catalog',
        body: { facets: ['metadata.tags'], ...(Array.isArray(kinds) && { query: { kind: { $in: kinds } } }) },
      }),
  })
  const known = (data?.facets['metadata.tags'] ?? []).toSorted((one, other) => other.count - one.count)
  return { known, state: isFetching ? 'searching' : isError ? 'failed' : 'settled' } as const
}
