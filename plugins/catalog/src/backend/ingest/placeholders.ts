import type { JsonObject, JsonValue } from '@callboard/model'
import { parse } from 'yaml'
import { errors } from '../../model/errors.ts'

/** Reads what a placeholder points at. */
export interface InputReader {
  /**
   * @param target - As written: absolute URL, or relative to the entity's file.
   * @returns The text, and where it was found as a URL or path.
   * @throws When it may not or cannot be read.
   */
  read(target: string, from?: string): Promise<{ text: string; url: string }>
}

type Resolver = (read: { text: string; url: string }, reader: InputReader) => Promise<JsonValue> | JsonValue

const resolvers: Record<string, Resolver> = {
  $text: ({ text }) => text,
  $json: ({ text }) => JSON.parse(text) as JsonValue,
  $yaml: ({ text }) => parse(text, { merge: false, maxAliasCount: 100 }) as JsonValue,
  $openapi: bundle,
  $asyncapi: bundle,
}

// Few portals use it, and its parser is large: it is loaded with the first definition.
async function bundle({ text, url }: { text: string; url: string }, reader: InputReader): Promise<string> {
  const { bundleDefinition } = await import('./bundle-definition.ts')
  return bundleDefinition(text, url, reader)
}

/** Whether the value holds anything that looks like a placeholder; most entities do not, and are not copied. */
export function hasPlaceholders(value: JsonValue | undefined): boolean {
  if (Array.isArray(value)) return value.some(hasPlaceholders)
  if (value === null || typeof value !== 'object') return false
  const keys = Object.keys(value)
  const only = keys[0]
  if (keys.length === 1 && only !== undefined && Object.hasOwn(resolvers, only)) return true
  return keys.some((key) => hasPlaceholders(value[key]))
}

/**
 * Replaces every object whose only key is `$text`, `$json`, `$yaml`, `$openapi` or `$asyncapi` by what it points at
 * (spec/catalog.md 3.9). Other `$` keys stay as they are, so `$ref` inside definitions survives.
 *
 * @param value - Anywhere in an entity.
 * @param pointer - JSON pointer of `value`, for messages.
 * @param used - Receives the address of everything that was read.
 * @throws `catalog/placeholder-failed` naming the pointer and the target.
 */
export async function resolvePlaceholders(
  value: JsonValue,
  options: { reader: InputReader; used: (url: string) => void; pointer?: string },
): Promise<JsonValue> {
  const { reader, used, pointer = '' } = options
  if (Array.isArray(value)) {
    return Promise.all(
      value.map((item, index) => resolvePlaceholders(item, { reader, used, pointer: `${pointer}/${index}` })),
    )
  }
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value)
  const [only] = entries
  if (entries.length === 1 && only && Object.hasOwn(resolvers, only[0])) {
    return resolveOne(only[0], only[1], { reader, used, pointer })
  }
  const resolved: JsonObject = {}
  for (const [key, child] of entries) {
    resolved[key] =
      child === undefined ? child : await resolvePlaceholders(child, { reader, used, pointer: `${pointer}/${key}` })
  }
  return resolved
}

async function resolveOne(
  key: string,
  target: JsonValue | undefined,
  { reader, used, pointer }: { reader: InputReader; used: (url: string) => void; pointer: string },
): Promise<JsonValue> {
  if (typeof target !== 'string') {
    throw errors.placeholderFailed({
      pointer,
      key,
      target: JSON.stringify(target),
      reason: 'a placeholder takes the address of a file as a string',
    })
  }
  try {
    const read = await reader.read(target)
    used(read.url)
    // The caller checked that the key is one of the table's own.
    return await (resolvers[key] as Resolver)(read, reader)
  } catch (cause) {
    throw errors.placeholderFailed(
      { pointer, key, target, reason: cause instanceof Error ? cause.message : String(cause) },
      { cause },
    )
  }
}
