import {
  type Attribute,
  type Attributes,
  attributeNamed,
  type Document,
  readDocument,
  readValue,
} from './attributes.ts'
import { badRequest } from './scim-error.ts'

/** One operation of a PATCH. */
interface Operation {
  op: 'add' | 'replace' | 'remove'
  path: string | undefined
  value: unknown
}

type Item = Record<string, unknown>

/**
 * Applies the operations of RFC 7644 3.5.2, also in the spellings that Microsoft Entra ID and Okta have: capital
 * letters, no path, dotted keys instead of objects, and `remove` with the values that shall go.
 *
 * @returns A new document. What is not kept of a resource is ignored.
 */
export function applyPatch(document: Document, body: unknown, attributes: Attributes): Document {
  const patched = structuredClone(document)
  for (const operation of operationsOf(body)) {
    if (operation.path !== undefined) applyAt(patched, { ...operation, path: operation.path }, attributes)
    else if (operation.op === 'remove') throw badRequest('noTarget', 'A "remove" needs a path.')
    else {
      const { value } = operation
      if (typeof value !== 'object' || value === null || Array.isArray(value))
        throw badRequest('invalidSyntax', 'An operation without a path needs an object of attributes as its value.')
      for (const [path, one] of Object.entries(value))
        applyAt(patched, { op: operation.op, path, value: one }, attributes)
    }
  }
  return patched
}

function operationsOf(body: unknown): Operation[] {
  const { Operations, operations } = (body ?? {}) as { Operations?: unknown; operations?: unknown }
  const list = Operations ?? operations
  if (!Array.isArray(list) || list.length === 0) throw badRequest('invalidSyntax', 'The list "Operations" is missing.')
  return list.map((given: unknown) => {
    const { op, path, value } = (given ?? {}) as { op?: unknown; path?: unknown; value?: unknown }
    const word = typeof op === 'string' ? op.toLowerCase() : ''
    if (word !== 'add' && word !== 'replace' && word !== 'remove')
      throw badRequest('invalidSyntax', 'The "op" of an operation is add, replace or remove.')
    if (path !== undefined && path !== null && typeof path !== 'string')
      throw badRequest('invalidPath', 'The path of an operation is a text.')
    return { op: word, path: path || undefined, value }
  })
}

function applyAt(document: Document, { op, path, value }: Operation & { path: string }, attributes: Attributes): void {
  const target = parsePath(path, attributes)
  if (!target) return
  const { name, filter, sub } = target
  const attribute = attributes[name] as Attribute // parsePath has found it.
  if (typeof attribute === 'object' && 'many' in attribute) {
    document[name] = patchMany({ op, items: (document[name] ?? []) as Item[], value, filter, sub, attribute, name })
  } else if (typeof attribute === 'object') {
    const before = (document[name] ?? {}) as Document
    if (sub !== undefined) document[name] = withSub(before, { op, sub, value }, attribute.one)
    else if (op === 'remove') delete document[name]
    else document[name] = { ...before, ...readDocument(value, attribute.one) }
  } else if (op === 'remove' || value === null) delete document[name]
  else document[name] = readValue(unwrapped(value), attribute, name)
}

interface ManyPatch {
  op: Operation['op']
  items: Item[]
  value: unknown
  filter: { sub: string; value: string } | undefined
  sub: string | undefined
  attribute: { many: Attributes }
  name: string
}

function patchMany({ op, items, value, filter, sub, attribute, name }: ManyPatch): Item[] {
  const isMeant = (item: Item) => filter === undefined || String(item[filter.sub] ?? '').toLowerCase() === filter.value
  // Read by the attribute's own schema, so these are objects.
  const given = () => readValue(value, attribute, name) as Item[]
  if (op === 'remove') {
    if (sub !== undefined)
      return items.map((item) => (isMeant(item) ? withSub(item, { op, sub, value }, attribute.many) : item))
    if (filter !== undefined) return items.filter((item) => !isMeant(item))
    if (value === undefined || value === null) return []
    const gone = new Set(given().map((item) => item.value))
    return items.filter((item) => !gone.has(item.value))
  }
  if (sub !== undefined) {
    const change = { op, sub, value }
    if (items.some(isMeant)) return items.map((item) => (isMeant(item) ? withSub(item, change, attribute.many) : item))
    // Nothing has this type yet: that is how Entra ID adds a first address.
    const fresh = filter === undefined ? {} : { [filter.sub]: filter.value }
    return [...items, withSub(fresh, change, attribute.many)]
  }
  if (filter !== undefined) return [...items.filter((item) => !isMeant(item)), ...given()]
  if (op === 'replace') return distinct(given())
  return distinct([...items, ...given()])
}

function withSub(
  item: Item,
  change: { op: Operation['op']; sub: string; value: unknown },
  attributes: Attributes,
): Item {
  const name = attributeNamed(change.sub, attributes)
  if (name === undefined) return item
  const { [name]: _, ...others } = item
  if (change.op === 'remove' || change.value === null) return others
  return { ...others, [name]: readValue(change.value, attributes[name] as Attribute, name) }
}

/** The later of two with one value counts, in the place of the first. */
const distinct = (items: Item[]) => [...new Map(items.map((item) => [item.value, item])).values()]

/** Okta wraps single values into lists now and then. */
const unwrapped = (value: unknown) => (Array.isArray(value) && value.length === 1 ? value[0] : value)

const pathPattern = /^([A-Za-z$][\w$-]*)(?:\[\s*(\w+)\s+eq\s+("(?:[^"\\]|\\.)*"|true|false)\s*\])?(?:\.([\w$-]+))?$/i

/** Undefined for attributes that are not kept. */
function parsePath(
  path: string,
  attributes: Attributes,
): { name: string; filter: ManyPatch['filter']; sub: string | undefined } | undefined {
  const { schema, rest } = splitSchema(path.trim(), attributes)
  if (schema !== undefined) return { name: schema, filter: undefined, sub: rest === '' ? undefined : rest }
  const [, given, filterSub, filterValue, sub] = pathPattern.exec(rest) ?? []
  if (given === undefined) throw badRequest('invalidPath', `The path "${path}" is not understood.`)
  const name = attributeNamed(given, attributes)
  if (name === undefined) return undefined
  const attribute = attributes[name] as Attribute // attributeNamed has found it.
  if (typeof attribute === 'string' && (sub !== undefined || filterSub !== undefined))
    throw badRequest('invalidPath', `The attribute ${name} has no parts: "${path}".`)
  const known =
    filterSub && typeof attribute === 'object' && 'many' in attribute && attributeNamed(filterSub, attribute.many)
  if (filterSub !== undefined && !known)
    throw badRequest('invalidPath', `The path "${path}" filters by what is not known.`)
  const wanted = filterValue?.startsWith('"') ? String(JSON.parse(filterValue)) : filterValue
  return { name, sub, filter: known ? { sub: known, value: (wanted ?? '').toLowerCase() } : undefined }
}

/** `urn:…:enterprise:2.0:User:department` is the part `department` of the extension; core schemas before a name say nothing. */
function splitSchema(path: string, attributes: Attributes): { schema?: string; rest: string } {
  if (!path.toLowerCase().startsWith('urn:')) return { rest: path }
  const schema = Object.keys(attributes).find(
    (name) => path.toLowerCase().startsWith(name.toLowerCase()) && name.startsWith('urn:'),
  )
  if (schema !== undefined) return { schema, rest: path.slice(schema.length).replace(/^[:.]/, '') }
  return { rest: path.replace(/^urn:ietf:params:scim:schemas:core:2\.0:\w+:/i, '') }
}
