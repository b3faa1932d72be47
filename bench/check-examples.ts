// Reads the demo organisation as the catalog does and holds it to the problems that examples/README.md admits to:
//   node --conditions=callboard-source bench/check-examples.ts
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  builtinKinds,
  type Entity,
  entityRefOf,
  kindModel,
  parseKindConfig,
  relationsOf,
  validateEntity,
} from '@callboard/model'
import { parse, parseAllDocuments } from 'yaml'

const examples = fileURLToPath(new URL('../examples', import.meta.url))

/** What examples/README.md says is wrong; anything else is a mistake of ours. */
const admitted = [
  'systems/props-store/catalog-info.yaml: /kind: model/unknown-kind',
  'systems/cloakroom/catalog-info.yaml: /metadata/tags/0: model/field-syntax',
  'systems/cloakroom/catalog-info.yaml: /spec/lifecycle: model/field-missing',
  'systems/theatre-archive/catalog-info.yaml: described elsewhere too: component:default/costume-catalogue',
  'component:default/lorry-router: nothing is called group:default/touring-tech',
  'visiting-companies/catalog-info.yaml: missing, and optional',
]

interface Found {
  entity: Entity
  file: string
}

const { kinds, problems: modelProblems } = parseKindConfig(
  parse(readFileSync(join(examples, 'catalog-model.yaml'), 'utf8')),
)
const model = kindModel([...builtinKinds, ...kinds])
const reports: string[] = modelProblems.map(({ pointer, code }) => `catalog-model.yaml: ${pointer}: ${code}`)
const entities = new Map<string, Found>()
readDocuments(join(examples, 'all.yaml'))
checkRelations()

const unexpected = reports.filter((report) => !admitted.includes(report))
const gone = admitted.filter((report) => !reports.includes(report))
for (const report of unexpected) console.error(`Unexpected: ${report}`)
for (const report of gone) console.error(`No longer so: ${report}`)
console.log(`${entities.size} entities: ${countsByKind()}. ${reports.length} problems, ${admitted.length} admitted.`)
process.exitCode = unexpected.length + gone.length > 0 ? 1 : 0

function readDocuments(file: string): void {
  const name = relative(examples, file)
  for (const document of parseAllDocuments(readFileSync(file, 'utf8'))) {
    for (const error of document.errors) reports.push(`${name}: ${error.message}`)
    const value = substituted(document.toJS(), dirname(file))
    const found = validateEntity(value, model)
    if (found.length > 0) reports.push(...found.map(({ pointer, code }) => `${name}: ${pointer}: ${code}`))
    // Free of problems, so it is an entity.
    else keep({ entity: value as Entity, file })
  }
}

function keep({ entity, file }: Found): void {
  const ref = entityRefOf(entity)
  const name = relative(examples, file)
  if (entities.has(ref)) reports.push(`${name}: described elsewhere too: ${ref}`)
  else entities.set(ref, { entity, file })
  if (entity.kind !== 'Location') return
  const targets = (entity.spec?.targets ?? []) as string[] // validated above
  for (const target of targets) {
    const files = globSync(join(dirname(file), target)).sort()
    const optional = entity.spec?.presence === 'optional'
    if (files.length === 0) reports.push(`${target.slice(2)}: missing${optional ? ', and optional' : `, said ${name}`}`)
    for (const found of files) readDocuments(found)
  }
}

/** Replaces `$text` by the file's content, and sees that the file is there. */
function substituted(value: unknown, dir: string): unknown {
  if (Array.isArray(value)) return value.map((item) => substituted(item, dir))
  if (typeof value !== 'object' || value === null) return value
  const path = (value as { $text?: unknown }).$text
  if (typeof path === 'string') {
    if (existsSync(join(dir, path))) return readFileSync(join(dir, path), 'utf8')
    reports.push(`${relative(examples, join(dir, path))}: named by $text and not there`)
    return ''
  }
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, substituted(member, dir)]))
}

function checkRelations(): void {
  for (const { entity } of entities.values()) {
    for (const { sourceRef, targetRef } of relationsOf(entity, model)) {
      const missing = [sourceRef, targetRef].find((ref) => !entities.has(ref))
      const report = `${entityRefOf(entity)}: nothing is called ${missing}`
      if (missing && !reports.includes(report)) reports.push(report)
    }
    const definition = entity.kind === 'API' && entity.spec?.definition
    if (typeof definition === 'string' && /^(openapi|asyncapi)$/.test(String(entity.spec?.type))) parse(definition)
  }
}

function countsByKind(): string {
  const counts = new Map<string, number>()
  for (const { entity } of entities.values()) counts.set(entity.kind, (counts.get(entity.kind) ?? 0) + 1)
  return [...counts].map(([kind, count]) => `${count} ${kind}`).join(', ')
}
