import { badRequest } from './scim-error.ts'

/** What an attribute holds. */
export type Attribute = 'string' | 'boolean' | { one: Attributes } | { many: Attributes }
/** Attributes by their names as they are written. */
export type Attributes = Readonly<Record<string, Attribute>>
/** A resource's own attributes, as far as they are known here. */
export type Document = Record<string, unknown>

/** The schema of people. */
export const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User'
/** The schema of groups. */
export const groupSchema = 'urn:ietf:params:scim:schemas:core:2.0:Group'
/** What people in companies have besides. */
export const enterpriseSchema = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

const value = { value: 'string', display: 'string', type: 'string', primary: 'boolean' } as const

/**
 * What is kept of people. Everything else is accepted and forgotten, as RFC 7644 allows: identity providers send whatever
 * their mappings say. A `password` above all is nothing to keep.
 */
export const userAttributes: Attributes = {
  userName: 'string',
  externalId: 'string',
  displayName: 'string',
  nickName: 'string',
  title: 'string',
  active: 'boolean',
  name: { one: { formatted: 'string', givenName: 'string', familyName: 'string', middleName: 'string' } },
  emails: { many: value },
  photos: { many: value },
  [enterpriseSchema]: {
    one: { employeeNumber: 'string', department: 'string', division: 'string', organization: 'string' },
  },
}

/** What is kept of groups. */
export const groupAttributes: Attributes = {
  displayName: 'string',
  externalId: 'string',
  members: { many: { value: 'string', display: 'string', type: 'string' } },
}

const maxTextLength = 1024

/** Takes over what is known of an object that a client sent. Names are matched without regard to case. */
export function readDocument(given: unknown, attributes: Attributes): Document {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw badRequest('invalidSyntax', 'A JSON object is expected.')
  const document: Document = {}
  for (const [key, found] of Object.entries(given)) {
    const name = attributeNamed(key, attributes)
    if (name === undefined || found === null || found === undefined) continue
    // The name was found among the keys.
    document[name] = readValue(found, attributes[name] as Attribute, name)
  }
  return document
}

/** The name as it is written; undefined for attributes that are not kept. */
export const attributeNamed = (given: string, attributes: Attributes): string | undefined =>
  Object.keys(attributes).find((name) => name.toLowerCase() === given.toLowerCase())

/** Takes over one value. @throws `invalidValue` when it is of another type. */
export function readValue(given: unknown, attribute: Attribute, name: string): unknown {
  if (attribute === 'string') return readText(given, name)
  if (attribute === 'boolean') return readBoolean(given, name)
  if ('one' in attribute) return readDocument(given, attribute.one)
  const items = Array.isArray(given) ? given : [given]
  // Some send plain texts where the RFC has objects.
  return items.map((item) => readDocument(typeof item === 'string' ? { value: item } : item, attribute.many))
}

function readText(given: unknown, name: string): string {
  const text = typeof given === 'number' ? String(given) : given
  if (typeof text !== 'string') throw badRequest('invalidValue', `The attribute ${name} is a text.`)
  if (text.length > maxTextLength)
    throw badRequest('invalidValue', `The attribute ${name} is longer than ${maxTextLength} characters.`)
  // PostgreSQL's text holds neither NUL nor half a surrogate pair.
  return text.toWellFormed().replaceAll('\0', '')
}

/** Microsoft Entra ID sends "True" and "False" as texts. */
function readBoolean(given: unknown, name: string): boolean {
  if (typeof given === 'boolean') return given
  const word = typeof given === 'string' ? given.toLowerCase() : ''
  if (word === 'true' || word === 'false') return word === 'true'
  throw badRequest('invalidValue', `The attribute ${name} is true or false.`)
}
