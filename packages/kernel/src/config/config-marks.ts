import type { TSchema } from '@callboard/model'
import { parseKey } from './config-key.ts'
import { type ConfigDeclaration, fieldsOf, itemSchema, propertySchema } from './config-schema.ts'
import { looksSecret } from './secret-names.ts'

/** What the declarations say about showing one value. */
export interface Marks {
  /** Declared as a secret, itself or a block around it. */
  isSecret: boolean
  /** Not declared as one, but named like one. */
  looksSecret: boolean
  /** May be sent to browsers. Never true for a secret. */
  isInBrowser: boolean
}

/** Collects what all declarations say about the value at a path. A secret stays one whatever else is said. */
export function marksAt(path: readonly string[], declarations: readonly ConfigDeclaration[]): Marks {
  let isSecret = false
  let isInBrowser = false
  for (const { key, schema } of declarations) {
    const block = parseKey(key)
    if (!block.every((part, i) => part === path[i])) continue
    const marks = walk(schema, path.slice(block.length), { isSecret: false, isInBrowser: false })
    isSecret ||= marks.isSecret
    isInBrowser ||= marks.isInBrowser
  }
  const named = path.some(looksSecret)
  return { isSecret, looksSecret: named, isInBrowser: isInBrowser && !isSecret && !named }
}

type Inherited = Pick<Marks, 'isSecret' | 'isInBrowser'>

function walk(schema: TSchema, path: readonly string[], inherited: Inherited): Inherited {
  const fields = fieldsOf(schema)
  const isSecret = inherited.isSecret || fields.secret === true
  const isInBrowser = inherited.isInBrowser || fields.inBrowser === true
  const members = [...(fields.anyOf ?? []), ...(fields.allOf ?? [])]
  if (members.length > 0) {
    const marks = members.map((member) => walk(member, path, { isSecret, isInBrowser }))
    return { isSecret: marks.some((mark) => mark.isSecret), isInBrowser: marks.some((mark) => mark.isInBrowser) }
  }
  const [head, ...rest] = path
  if (head === undefined) return { isSecret, isInBrowser }
  // A block that lists its keys shows only those that are marked themselves; one that lists none is shown as a whole.
  const isOpaque = !fields.properties && [undefined, 'object', 'array'].includes(fields.type)
  const child = propertySchema(schema, head) ?? itemSchema(schema, Number(head))
  const passed = { isSecret, isInBrowser: isInBrowser && isOpaque }
  return child ? walk(child, rest, passed) : passed
}
