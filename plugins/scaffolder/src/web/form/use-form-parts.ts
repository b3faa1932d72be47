import type { JsonValue } from '@callboard/model'
import { type FormLayoutProps, useExtensions } from '@callboard/web'
import { useSuspenseQueries } from '@tanstack/react-query'
import type { ComponentType } from 'react'
import { builtInFields } from '../fields/built-in-fields.ts'
import type { NamedField } from './custom-field.tsx'
import type { FormPage } from './flagged-pages.ts'

/** What a form needs besides its schemas. */
export interface FormParts {
  fields: ReadonlyMap<string, NamedField>
  layouts: ReadonlyMap<string, ComponentType<FormLayoutProps>>
  /** Names of fields and layouts that no installed plugin has. */
  unknown: readonly string[]
}

/** The fields and layouts that pages name: our own, and those of plugins, which are loaded now. Suspends meanwhile. */
export function useFormParts(pages: readonly FormPage[]): FormParts {
  const schemas = pages.map(({ schema }) => schema)
  const fieldNames = namesIn(schemas, 'ui:field')
  const layoutNames = namesIn(schemas, 'ui:ObjectFieldTemplate')
  const added = useExtensions('form-field').filter(({ extension }) => fieldNames.has(extension.id))
  const layouts = useExtensions('form-layout').filter(({ extension }) => layoutNames.has(extension.id))
  const loadedFields = useSuspenseQueries({
    queries: added.map(({ key, extension }) => ({ queryKey: ['', key], queryFn: () => extension.load(), ...once })),
  })
  const loadedLayouts = useSuspenseQueries({
    // Components are functions, which the cache must not call.
    queries: layouts.map(({ key, extension }) => ({
      queryKey: ['', key],
      queryFn: async () => ({ component: await extension.load() }),
      ...once,
    })),
  })
  const fields = new Map<string, NamedField>(
    Object.entries(builtInFields).map(([name, parts]) => [
      name,
      { name, pluginId: 'scaffolder', key: `form-field:scaffolder/${name}`, parts },
    ]),
  )
  for (const [place, { key, pluginId, extension }] of added.entries()) {
    const parts = loadedFields[place]?.data
    if (parts) fields.set(extension.id, { name: extension.id, pluginId, key, parts })
  }
  const known = new Map(
    layouts.flatMap(({ extension }, place) => {
      const loaded = loadedLayouts[place]?.data
      return loaded ? [[extension.id, loaded.component] as const] : []
    }),
  )
  const unknown = [
    ...[...fieldNames].filter((name) => !fields.has(name)),
    ...[...layoutNames].filter((name) => !known.has(name)),
  ]
  return { fields, layouts: known, unknown }
}

// What a plugin has does not change while the page lives.
const once = { staleTime: Number.POSITIVE_INFINITY }

function namesIn(value: JsonValue | undefined, key: string, names = new Set<string>()): Set<string> {
  if (Array.isArray(value)) for (const item of value) namesIn(item, key, names)
  else if (typeof value === 'object' && value !== null) {
    for (const [own, part] of Object.entries(value)) {
      if (own === key && typeof part === 'string') names.add(part)
      else namesIn(part, key, names)
    }
  }
  return names
}
