import type { Entity, JsonObject } from '@callboard/model'
import { definitionOf } from './definition.ts'
import { type Random, seededRandom } from './random.ts'
import { audiences, firstNames, lastNames, nouns, tags, things, verbs } from './words.ts'

/** How much to generate. */
export interface CatalogPlan {
  /** At least 20. */
  entities: number
  seed: number
}

/** Each kind's part of a catalog; components are the rest. The mix is that of the peer's bench, so that figures compare. */
const shares = { Group: 0.03, User: 0.14, Domain: 0.01, System: 0.05, API: 0.15, Resource: 0.12 } as const

type Kind = keyof typeof shares | 'Component'
type Names = Record<Kind, string[]>

/**
 * Decides a whole catalog. Every reference resolves inside it, so nothing in it is a problem.
 *
 * @returns The entities in mixed order, as repositories arrive. The same for the same plan, always.
 */
export function planCatalog({ entities, seed }: CatalogPlan): Entity[] {
  const random = seededRandom(seed)
  const names = planNames(entities, random)
  const all = (Object.keys(names) as Kind[]).flatMap((kind) =>
    names[kind].map((name, index) => entityOf(kind, name, { index, names, random })),
  )
  return shuffled(all, random)
}

interface Context {
  index: number
  names: Names
  random: Random
}

function planNames(entities: number, random: Random): Names {
  const counts = { Group: 0, User: 0, Domain: 0, System: 0, API: 0, Resource: 0, Component: 0 }
  let rest = entities
  for (const kind of Object.keys(shares) as (keyof typeof shares)[]) {
    counts[kind] = Math.max(kind === 'Group' ? 3 : 2, Math.round(entities * shares[kind]))
    rest -= counts[kind]
  }
  counts.Component = Math.max(1, rest)
  const seen = new Map<string, number>()
  const unique = (base: string) => {
    const times = (seen.get(base) ?? 0) + 1
    seen.set(base, times)
    return times === 1 ? base : `${base}-${times}`
  }
  const noun = () => random.pick(nouns)
  const base: Record<Kind, (index: number) => string> = {
    Group: (index) => (index === 0 ? 'company' : `team-${noun()}`),
    User: () => `${random.pick(firstNames)}-${random.pick(lastNames)}`.toLowerCase(),
    Domain: () => `${noun()}-domain`,
    System: () => `${noun()}-${noun()}`,
    API: () => `${noun()}-${noun()}-api`,
    Resource: () => `${noun()}-${random.pick(Object.keys(resourceTypes))}`,
    Component: () => `${noun()}-${noun()}-${random.pick(componentSuffixes)}`,
  }
  const named = (kind: Kind) => Array.from({ length: counts[kind] }, (_, index) => unique(base[kind](index)))
  return {
    Group: named('Group'),
    User: named('User'),
    Domain: named('Domain'),
    System: named('System'),
    API: named('API'),
    Resource: named('Resource'),
    Component: named('Component'),
  }
}

const resourceTypes: Record<string, string> = {
  db: 'database',
  bucket: 's3-bucket',
  topic: 'kafka-topic',
  cache: 'cache',
  queue: 'queue',
}
const componentSuffixes = ['service', 'service', 'service', 'web', 'lib', 'job']
const componentTypes: Record<string, string> = { service: 'service', web: 'website', lib: 'library', job: 'service' }
const lifecycles = ['production', 'production', 'production', 'experimental', 'deprecated']

function entityOf(kind: Kind, name: string, context: Context): Entity {
  const metadata = metadataOf(kind, name, context.random)
  return { apiVersion: 'backstage.io/v1alpha1', kind, metadata, spec: specs[kind](name, context) }
}

const specs: Record<Kind, (name: string, context: Context) => JsonObject> = {
  Group: (name, { index, names, random }) => ({
    type: index === 0 ? 'organization' : index < 8 ? 'department' : 'team',
    profile: { displayName: name, email: `${name}@example.com` },
    parent: index === 0 ? undefined : index < 8 ? names.Group[0] : names.Group[1 + random.int(Math.min(index - 1, 40))],
    children: [],
  }),
  User: (name, { names, random }) => ({
    profile: { displayName: titleOf(name), email: `${name}@example.com` },
    memberOf: random.some(teams(names), 1, random.chance(0.25) ? 2 : 1),
  }),
  Domain: (_name, { names, random }) => ({ owner: `group:default/${random.pick(teams(names))}` }),
  System: (_name, { names, random }) => ({ owner: random.pick(teams(names)), domain: random.pick(names.Domain) }),
  API: (name, { names, random }) => ({
    type: 'openapi',
    lifecycle: random.pick(lifecycles),
    owner: random.pick(teams(names)),
    system: random.pick(names.System),
    definition: definitionOf(name, random),
  }),
  Resource: (name, { names, random }) => ({
    type: resourceTypes[suffixOf(name)],
    owner: random.pick(teams(names)),
    system: random.pick(names.System),
    ...(random.chance(0.1) && { dependsOn: [`resource:default/${random.pick(names.Resource)}`] }),
  }),
  Component: (name, context) => componentSpec(name, context),
}

function componentSpec(name: string, { index, names, random }: Context): JsonObject {
  const type = componentTypes[suffixOf(name)] ?? 'service'
  const earlier = names.Component.slice(Math.max(0, index - 200), index)
  const dependsOn = [
    ...random.some(names.Resource, 0, 3).map((resource) => `resource:default/${resource}`),
    ...random.some(earlier, 0, 2).map((component) => `component:default/${component}`),
  ]
  const provides = type === 'service' ? random.some(names.API, 0, 2) : []
  const consumes = type === 'library' ? [] : random.some(names.API, 0, 4)
  return {
    type,
    lifecycle: random.pick(lifecycles),
    owner: random.chance(0.05) ? `user:default/${random.pick(names.User)}` : random.pick(teams(names)),
    system: random.pick(names.System),
    ...(index > 0 && random.chance(0.1) && { subcomponentOf: names.Component[random.int(index)] }),
    ...(dependsOn.length > 0 && { dependsOn }),
    ...(provides.length > 0 && { providesApis: provides }),
    ...(consumes.length > 0 && { consumesApis: consumes }),
  }
}

function metadataOf(kind: Kind, name: string, random: Random): Entity['metadata'] {
  const chosen = random.some(tags, 0, 5)
  return {
    name,
    ...(random.chance(0.3) && { title: titleOf(name) }),
    description: sentence(name, random),
    ...(random.chance(0.5) && {
      labels: {
        'example.com/tier': random.pick(['one', 'two', 'three']),
        'example.com/cost-centre': `cc-${100 + random.int(60)}`,
      },
    }),
    annotations: annotationsOf(kind, name, random),
    ...(chosen.length > 0 && { tags: chosen }),
    ...(random.chance(0.4) && {
      links: [
        { url: `https://dashboards.example.com/d/${name}`, title: 'Dashboard', icon: 'dashboard' },
        { url: `https://runbooks.example.com/${name}`, title: 'Runbook' },
      ],
    }),
  }
}

function annotationsOf(kind: Kind, name: string, random: Random): Record<string, string> {
  if (kind !== 'Component' && kind !== 'API') return { 'example.com/source': 'generated' }
  return {
    'github.com/project-slug': `example/${name}`,
    'example.com/runtime': random.pick(['kubernetes', 'lambda', 'vm']),
    ...(random.chance(0.5) && { 'pagerduty.com/service-id': `P${100_000 + random.int(900_000)}` }),
    ...(random.chance(0.4) && { 'sonarqube.org/project-key': `example_${name}` }),
  }
}

const teams = (names: Names) => names.Group.slice(1)
const suffixOf = (name: string) => name.replace(/-\d+$/, '').split('-').at(-1) ?? ''
const titleOf = (name: string) =>
  name.replace(/(^|-)(\w)/g, (_, dash, letter) => (dash ? ' ' : '') + letter.toUpperCase())

function sentence(name: string, random: Random): string {
  const subject = name.split('-')[0]
  const tail = random.chance(0.5) ? `, with its ${random.pick(nouns)} and ${random.pick(nouns)}` : ''
  const what = `${random.pick(nouns)} and ${random.pick(nouns)} ${random.pick(things)}`
  return `${random.pick(verbs)} ${what} for the ${subject} ${random.pick(audiences)}${tail}.`
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  const left = [...items]
  return items.map(() => {
    const index = random.int(left.length)
    const last = left.pop()
    const taken = left[index] ?? last
    // The place that was emptied takes the one that was cut off the end.
    if (index < left.length && last !== undefined) left[index] = last
    if (taken === undefined) throw new Error('The list ended early.')
    return taken
  })
}
