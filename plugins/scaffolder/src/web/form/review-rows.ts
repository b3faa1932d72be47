import type { JsonObject, JsonValue } from '@callboard/model'
import type { Text } from '@callboard/web'
import type { FormPage } from './flagged-pages.ts'
import { isRecord, recordOf } from './split-hints.ts'
import { ownProperties, type UsedProperty } from './used-properties.ts'

/** An answer as the last page shows it. */
export interface ReviewRow {
  /** The path, as text: tells rows apart. */
  id: string
  label: string
  text: string
}

const hiddenText = '******'

/** The answers to one page (spec/scaffolder.md 2.4); what is not answered is left out. */
export const reviewRows = (page: FormPage, answers: JsonObject, t: Text): ReviewRow[] =>
  ownProperties(page.schema, answers, page.schema).flatMap((property) => rowsOf(property, { root: page.schema, t }))

/** Answers that are sent and that no page asks for now: those of a condition that held before, or of an address. */
export function otherRows(pages: readonly FormPage[], answers: JsonObject, t: Text): ReviewRow[] {
  const asked = new Set(pages.flatMap(({ schema }) => ownProperties(schema, answers, schema).map(({ name }) => name)))
  return Object.entries(answers)
    .filter(([name, value]) => !asked.has(name) && value !== undefined)
    .map(([name, value]) => ({ id: name, label: name, text: textOf(value, {}, t) }))
}

interface Showing {
  root: JsonObject
  t: Text
  /** What the objects around are called. */
  above?: readonly string[]
}

function rowsOf({ path, name, schema, value }: UsedProperty, { root, t, above = [] }: Showing): ReviewRow[] {
  const review = recordOf(recordOf(schema['ui:backstage']).review)
  if (value === undefined || review.show === false) return []
  const label = String(review.name ?? schema['ui:title'] ?? schema.title ?? name)
  const row = (text: string) => [{ id: path.join('/'), label: [...above, label].join(' › '), text }]
  if (typeof review.mask === 'string') return row(review.mask)
  if (schema['ui:widget'] === 'password' || schema['ui:field'] === 'Secret') return row(hiddenText)
  if (Array.isArray(value) && value.some(isRecord) && review.explode !== false) {
    return value.flatMap((item, place) => {
      const items = recordOf(Array.isArray(schema.items) ? schema.items[place] : schema.items)
      const entry = { ...items, title: `${label} ${place + 1}` }
      return rowsOf({ path: [...path, place], name, schema: entry, value: item, isRequired: false }, { root, t, above })
    })
  }
  if (!isRecord(value) || review.explode === false) return row(textOf(value, schema, t))
  const properties = ownProperties(schema, value, root)
  const known = new Set(properties.map((one) => one.name))
  const added = Object.entries(value).filter(([key]) => !known.has(key))
  return [
    ...properties.map((one) => ({ ...one, path: [...path, ...one.path] })),
    ...added.map(([key, one]) => ({ path: [...path, key], name: key, schema: {}, value: one, isRequired: false })),
  ].flatMap((one) => rowsOf(one, { root, t, above: [...above, label] }))
}

function textOf(value: JsonValue | undefined, schema: JsonObject, t: Text): string {
  const named = nameOf(value, schema)
  if (named !== undefined) return named
  if (typeof value === 'boolean') return value ? t('form.yes', 'Yes') : t('form.no', 'No')
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object')) {
    return value.map((item) => textOf(item, recordOf(schema.items), t)).join(', ')
  }
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** What the form calls a choice. */
function nameOf(value: JsonValue | undefined, schema: JsonObject): string | undefined {
  const names = schema['ui:enumNames'] ?? recordOf(schema['ui:options']).enumNames ?? schema.enumNames
  const place = Array.isArray(schema.enum) && value !== undefined ? schema.enum.indexOf(value) : -1
  const name = Array.isArray(names) ? names[place] : recordOf(names)[String(value)]
  if (place !== -1 && typeof name === 'string') return name
  const alternatives = [schema.oneOf, schema.anyOf].find((one) => Array.isArray(one))
  const title = Array.isArray(alternatives)
    ? recordOf(alternatives.find((one) => recordOf(one).const === value)).title
    : undefined
  return typeof title === 'string' ? title : undefined
}
