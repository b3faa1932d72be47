import type { TSchema } from '@callboard/model'
import { type ConfigDeclaration, fieldsOf } from './config-schema.ts'
import { describeSchema } from './find-mismatches.ts'

/**
 * Writes the reference of every config key in Markdown: a section for each owner, a line for each key.
 */
export function configDocs(declarations: readonly ConfigDeclaration[]): string {
  const byOwner = Map.groupBy(declarations, ({ pluginId }) => pluginId)
  const sections = [...byOwner].map(([pluginId, [own, ...others]]) => {
    // The keys that a plugin adds to blocks of others follow behind its own.
    const rows = [...(own ? rowsOf(own.schema, own.key) : []), ...others.flatMap(rowsWithBlock)]
    const description = own && fieldsOf(own.schema).description
    return [
      `## ${pluginId}`,
      ...(description ? [description] : []),
      rows.length === 0
        ? 'It has no keys.'
        : ['| key | type | default | what it is for |', '| --- | --- | --- | --- |', ...rows.map(rowText)].join('\n'),
    ].join('\n\n')
  })
  const intro =
    'Values marked *browser* are sent to browsers; values marked *secret* are masked in logs, errors and `config:print`.'
  return `${['# Configuration reference', intro, ...sections].join('\n\n')}\n`
}

interface Row {
  key: string
  schema: TSchema
  isRequired: boolean
}

/** A block is a key like any other where it stands in the block of somebody else. */
const rowsWithBlock = ({ key, schema }: ConfigDeclaration): Row[] => [
  { key, schema, isRequired: false },
  ...rowsOf(schema, key),
]

function rowsOf(schema: TSchema, key: string): Row[] {
  const { properties = {}, required = [], patternProperties = {}, items, anyOf, allOf, duration } = fieldsOf(schema)
  if (duration) return []
  const below = (name: string) => (key === '' ? name : `${key}.${name}`)
  const named = Object.entries(properties).flatMap(([name, of]) => {
    const isRequired = required.includes(name) && fieldsOf(of).default === undefined
    return [{ key: below(name), schema: of, isRequired }, ...rowsOf(of, below(name))]
  })
  const byPattern = Object.values(patternProperties).flatMap((of) => rowsOf(of, below('<name>')))
  const inItems = items && !Array.isArray(items) ? rowsOf(items, `${key}[]`) : []
  return [...named, ...byPattern, ...inItems, ...[...(anyOf ?? []), ...(allOf ?? [])].flatMap((of) => rowsOf(of, key))]
}

function rowText({ key, schema, isRequired }: Row): string {
  const { description = '', default: preset, secret, inBrowser, deprecated } = fieldsOf(schema)
  const marks = [
    isRequired && 'required',
    secret && 'secret',
    inBrowser && 'browser',
    deprecated && (typeof deprecated === 'string' ? `deprecated: ${deprecated}` : 'deprecated'),
  ].filter((mark) => typeof mark === 'string')
  const text = [description, ...marks.map((mark) => `*${mark}*`)].filter((part) => part !== '').join(' ')
  const shown = preset === undefined ? '' : `\`${JSON.stringify(preset)}\``
  return `| ${[`\`${key}\``, describeSchema(schema), shown, text].map(cell).join(' | ')} |`
}

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
