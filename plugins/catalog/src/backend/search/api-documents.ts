import type { Entity } from '@callboard/model'
import type { SearchDocument } from '@callboard/plugin-search'
import { channelsOf, type Data, entriesOf, isData, operationsOf, textOf } from '../../model/definition/api-document.ts'
import { graphqlOutline, type OutlineEntry, protoOutline } from '../../model/definition/outline.ts'
import { readDefinition } from '../../model/definition/read-definition.ts'
import { aboutEntity, locationOf } from './entity-document.ts'

/** Something in a definition that people look for. */
interface Part {
  title: string
  text: string
  /** What else it is known by: the id of an operation. */
  names?: readonly string[]
}

/** Reading a megabyte of YAML takes a second in which nothing else happens: longer ones are not taken apart. */
const longestYaml = 200_000
const longestDefinition = 5_000_000
/** Of one definition; a generated one may have tens of thousands. */
const mostParts = 2_000
const longestText = 2_000

/** Documents of what the definition of an API offers; none of one that is broken, or too long. */
export function apiDocuments(entity: Entity, locationTemplate: string): SearchDocument[] {
  const definition = entity.spec?.definition
  const type = String(entity.spec?.type ?? '').toLowerCase()
  if (typeof definition !== 'string' || definition.length > longestDefinition) return []
  const parts = new Map(
    partsOf(definition, type)
      .slice(0, mostParts)
      .map((part) => [part.title, part]),
  )
  if (parts.size === 0) return []
  const { fields, authorization } = aboutEntity(entity)
  const { name, title: entityTitle = name } = entity.metadata
  const page = `${locationOf(entity, locationTemplate)}/definition`
  return [...parts.values()].map(({ title, text, names }) => ({
    ...{ title, text: text.slice(0, longestText), ...fields, name, entityTitle },
    ...(names && names.length > 0 && { names }),
    // The page of the definition knows the parameter (DefinitionView).
    location: `${page}?at=${encodeURIComponent(title)}`,
    authorization,
  }))
}

function partsOf(definition: string, type: string): Part[] {
  if (type === 'graphql') return outlined(graphqlOutline(definition))
  if (type === 'grpc') return outlined(protoOutline(definition))
  if (type !== 'openapi' && type !== 'asyncapi') return []
  if (definition.length > longestYaml && !/^\s*[{[]/.test(definition)) return []
  const reading = readDefinition(definition)
  if (reading.state !== 'read') return []
  return type === 'openapi' ? openapiParts(reading.document) : asyncapiParts(reading.document)
}

const outlined = (entries: readonly OutlineEntry[]): Part[] =>
  entries.flatMap(({ kind, name, children }) => [
    { title: name, text: kind },
    ...children.map((child) => ({ title: child.name, text: `${child.kind} ${name}` })),
  ])

function openapiParts(document: Data): Part[] {
  const operations = operationsOf(document).map(({ method, path, data }) => {
    const id = textOf(data.operationId)
    return { title: `${method} ${path}`, text: textsOf(data), ...(id !== undefined && { names: [id] }) }
  })
  const schemas = entriesOf(isData(document.components) ? document.components.schemas : document.definitions)
  return [...operations, ...described(schemas)]
}

function asyncapiParts(document: Data): Part[] {
  const channels = channelsOf(document).map(({ name, description, operations, messages }) => ({
    title: name,
    text: [description, ...operations.map(({ summary }) => summary), ...messages.map(({ name }) => name)]
      .filter((part) => part)
      .join(' '),
    names: operations.map(({ name }) => name),
  }))
  return [...channels, ...described(isData(document.components) ? entriesOf(document.components.schemas) : [])]
}

const described = (entries: readonly [string, unknown][]): Part[] =>
  entries.map(([title, data]) => ({ title, text: isData(data) ? textsOf(data) : '' }))

const textsOf = (data: Data) => [textOf(data.summary), textOf(data.description)].filter((part) => part).join(' ')
