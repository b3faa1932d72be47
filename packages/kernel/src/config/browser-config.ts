import { prepareBlock } from './check-config.ts'
import { parseKey } from './config-key.ts'
import { marksAt } from './config-marks.ts'
import type { ConfigDeclaration } from './config-schema.ts'
import type { LoadedConfig } from './load-config.ts'

/**
 * The part of the configuration that may be sent to browsers: values marked `inBrowser`, defaults filled in, and nothing else. A value that
 * is secret, or named like one, is left out whatever its marks say.
 */
export function browserConfig(
  loaded: LoadedConfig,
  declarations: readonly ConfigDeclaration[],
): Record<string, unknown> {
  const result: Record<string, unknown> = {}
  for (const declaration of declarations) {
    const path = parseKey(declaration.key)
    const visible = visiblePart(prepareBlock(loaded.tree(), declaration), path, declarations)
    if (visible !== undefined) place(result, path, visible)
  }
  return result
}

/** Blocks and lists stay when anything in them may be seen. */
function visiblePart(value: unknown, path: readonly string[], declarations: readonly ConfigDeclaration[]): unknown {
  if (value === undefined || value === null) return undefined
  if (Array.isArray(value)) {
    const items = value.flatMap((item, i) => visiblePart(item, [...path, String(i)], declarations) ?? [])
    return items.length > 0 || marksAt(path, declarations).isInBrowser ? items : undefined
  }
  if (typeof value === 'object') {
    const fields = Object.entries(value).flatMap(([key, field]) => {
      const visible = visiblePart(field, [...path, key], declarations)
      return visible === undefined ? [] : [[key, visible] as const]
    })
    return fields.length > 0 || marksAt(path, declarations).isInBrowser ? Object.fromEntries(fields) : undefined
  }
  return marksAt(path, declarations).isInBrowser ? value : undefined
}

function place(target: Record<string, unknown>, path: readonly string[], value: unknown) {
  const [head, ...rest] = path
  if (head === undefined) {
    for (const [key, field] of Object.entries(value as object)) mergeField(target, key, field)
  } else {
    mergeField(
      target,
      head,
      rest.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value),
    )
  }
}

/** Several plugins may speak about one block; none of them undoes what another one shows. */
function mergeField(target: Record<string, unknown>, key: string, value: unknown) {
  const existing = target[key]
  const isBlock = (of: unknown) => typeof of === 'object' && of !== null && !Array.isArray(of)
  if (!isBlock(existing) || !isBlock(value)) target[key] = value
  else
    for (const [name, field] of Object.entries(value as object))
      mergeField(existing as Record<string, unknown>, name, field)
}
