import type { JsonObject } from '@callboard/model'
import type { TemplateParameterSchema } from '../../model/index.ts'
import { isRecord, recordOf } from './split-hints.ts'

/** One page of a form. */
export type FormPage = TemplateParameterSchema['steps'][number]

/** Where browsers of the field keep which features somebody has switched on: `{ "flag": 1 }`. */
const storageKey = 'featureFlags'

/** The features that are switched on in this browser. */
export function activeFlags(storage: Storage): ReadonlySet<string> {
  try {
    const flags: unknown = JSON.parse(storage.getItem(storageKey) ?? '{}')
    const entries = typeof flags === 'object' && flags !== null ? Object.entries(flags) : []
    return new Set(entries.filter(([, state]) => state === 1).map(([name]) => name))
  } catch {
    // Something else has written there: nothing is switched on.
    return new Set()
  }
}

/** The pages without what hangs on a feature that is switched off (spec/scaffolder.md 2.3). */
export function flaggedPages(pages: readonly FormPage[], flags: ReadonlySet<string>): FormPage[] {
  const isOn = (flag: unknown) => typeof flag !== 'string' || flags.has(flag)
  return pages
    .filter(({ schema }) => isOn(schema['backstage:featureFlag']))
    .map((page) => ({ ...page, schema: withoutFlagged(page.schema, isOn) }))
}

function withoutFlagged(schema: JsonObject, isOn: (flag: unknown) => boolean): JsonObject {
  if (!isRecord(schema.properties)) return schema
  const kept = Object.entries(schema.properties).filter(([, property]) => {
    const { 'backstage:featureFlag': flag, 'ui:backstage': older } = recordOf(property)
    return isOn(flag) && isOn(recordOf(older).featureFlag)
  })
  const names = new Set(kept.map(([name]) => name))
  const isLeftOut = (name: unknown) =>
    typeof name === 'string' && name in recordOf(schema.properties) && !names.has(name)
  return {
    ...schema,
    properties: Object.fromEntries(kept),
    ...(Array.isArray(schema.required) && { required: schema.required.filter((name) => !isLeftOut(name)) }),
  }
}
