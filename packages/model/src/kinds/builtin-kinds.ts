import { type TSchema, Type } from '../schema.ts'
import type { KindColumn, KindDefinition, KindRelation } from './kind-definition.ts'

const text = Type.String({ minLength: 1 })
const texts = Type.Array(text)
const maybe = Type.Optional
const versions = ['backstage.io/v1alpha1', 'backstage.io/v1beta1']

const owner: KindRelation = { field: 'spec.owner', type: 'ownedBy', inverse: 'ownerOf', defaultKind: 'Group' }
const system: KindRelation = { field: 'spec.system', type: 'partOf', inverse: 'hasPart', defaultKind: 'System' }
const dependencies: KindRelation[] = [
  { field: 'spec.dependsOn', type: 'dependsOn', inverse: 'dependencyOf' },
  { field: 'spec.dependencyOf', type: 'dependencyOf', inverse: 'dependsOn' },
]

const ownerColumn: KindColumn = { field: 'relations.ownedBy', title: 'Owner' }
const typeColumn: KindColumn = { field: 'spec.type', title: 'Type' }
const lifecycleColumn: KindColumn = { field: 'spec.lifecycle', title: 'Lifecycle' }
const systemColumn: KindColumn = { field: 'spec.system', title: 'System' }
const descriptionColumn: KindColumn = { field: 'metadata.description', title: 'Description' }

const profile = maybe(Type.Object({ displayName: maybe(text), email: maybe(text), picture: maybe(text) }))

const component: KindDefinition = {
  kind: 'Component',
  apiVersions: versions,
  plural: 'Components',
  icon: 'component',
  description: 'A piece of software: a service, a website, a library.',
  spec: Type.Object({
    type: text,
    lifecycle: text,
    owner: text,
    system: maybe(text),
    subcomponentOf: maybe(text),
    providesApis: maybe(texts),
    consumesApis: maybe(texts),
    dependsOn: maybe(texts),
  }),
  relations: [
    owner,
    system,
    { field: 'spec.subcomponentOf', type: 'partOf', inverse: 'hasPart', defaultKind: 'Component' },
    { field: 'spec.providesApis', type: 'providesApi', inverse: 'apiProvidedBy', defaultKind: 'API' },
    { field: 'spec.consumesApis', type: 'consumesApi', inverse: 'apiConsumedBy', defaultKind: 'API' },
    ...dependencies,
  ],
  columns: [typeColumn, ownerColumn, systemColumn, lifecycleColumn, descriptionColumn],
}

const apiFields = { type: text, lifecycle: text, owner: text, system: maybe(text) }
const remotes = Type.Array(Type.Object({ type: Type.String(), url: Type.String() }), { minItems: 1 })

const api: KindDefinition = {
  kind: 'API',
  apiVersions: versions,
  plural: 'APIs',
  icon: 'api',
  description: 'An interface that components offer to others.',
  spec: Type.Object({ ...apiFields, definition: text }),
  variants: {
    // Such an API is described by where it listens as well as by a text; one of the two is enough.
    'mcp-server': Type.Object(
      { ...apiFields, definition: maybe(text), remotes: maybe(remotes) },
      { anyOf: [{ required: ['definition'] }, { required: ['remotes'] }] },
    ),
  },
  relations: [owner, system],
  columns: [typeColumn, ownerColumn, systemColumn, lifecycleColumn, descriptionColumn],
}

const resource: KindDefinition = {
  kind: 'Resource',
  apiVersions: versions,
  plural: 'Resources',
  icon: 'resource',
  description: 'Infrastructure that components need to run: a database, a bucket, a cluster.',
  spec: Type.Object({ type: text, owner: text, system: maybe(text), dependsOn: maybe(texts) }),
  relations: [owner, system, ...dependencies],
  columns: [typeColumn, ownerColumn, systemColumn, descriptionColumn],
}

const systemKind: KindDefinition = {
  kind: 'System',
  apiVersions: versions,
  plural: 'Systems',
  icon: 'system',
  description: 'Components, APIs and resources that together do one job.',
  spec: Type.Object({ owner: text, domain: maybe(text), type: maybe(text) }),
  relations: [owner, { field: 'spec.domain', type: 'partOf', inverse: 'hasPart', defaultKind: 'Domain' }],
  columns: [ownerColumn, { field: 'spec.domain', title: 'Domain' }, descriptionColumn],
}

const domain: KindDefinition = {
  kind: 'Domain',
  apiVersions: versions,
  plural: 'Domains',
  icon: 'domain',
  description: 'Systems that share a field of the business.',
  spec: Type.Object({ owner: text, subdomainOf: maybe(text), type: maybe(text) }),
  relations: [owner, { field: 'spec.subdomainOf', type: 'partOf', inverse: 'hasPart', defaultKind: 'Domain' }],
  columns: [ownerColumn, descriptionColumn],
}

const group: KindDefinition = {
  kind: 'Group',
  apiVersions: versions,
  plural: 'Groups',
  icon: 'group',
  description: 'A team or another part of the organisation.',
  spec: Type.Object({ type: text, children: texts, parent: maybe(text), members: maybe(texts), profile }),
  relations: [
    { field: 'spec.parent', type: 'childOf', inverse: 'parentOf', defaultKind: 'Group' },
    { field: 'spec.children', type: 'parentOf', inverse: 'childOf', defaultKind: 'Group' },
    { field: 'spec.members', type: 'hasMember', inverse: 'memberOf', defaultKind: 'User' },
  ],
  columns: [typeColumn, { field: 'spec.parent', title: 'Parent' }, descriptionColumn],
}

const user: KindDefinition = {
  kind: 'User',
  apiVersions: versions,
  plural: 'Users',
  icon: 'user',
  description: 'A person.',
  spec: Type.Object({ memberOf: texts, profile }),
  relations: [{ field: 'spec.memberOf', type: 'memberOf', inverse: 'hasMember', defaultKind: 'Group' }],
  columns: [
    { field: 'spec.profile.email', title: 'Email' },
    { field: 'relations.memberOf', title: 'Groups' },
  ],
}

const location: KindDefinition = {
  kind: 'Location',
  apiVersions: versions,
  plural: 'Locations',
  icon: 'location',
  description: 'A pointer to other files that describe entities.',
  spec: Type.Object({
    type: maybe(text),
    target: maybe(text),
    targets: maybe(texts),
    presence: maybe(Type.Enum(['required', 'optional'])),
  }),
  relations: [],
  columns: [typeColumn, { field: 'spec.target', title: 'Target' }],
}

const anyObject = Type.Object({})
const condition = maybe(Type.Union([Type.String(), Type.Boolean()]))
const templateStep = Type.Object({
  action: text,
  id: maybe(Type.String()),
  name: maybe(Type.String()),
  input: maybe(anyObject),
  if: condition,
  'backstage:permissions': maybe(Type.Object({ tags: maybe(Type.Array(Type.String())) })),
})

const template: KindDefinition = {
  kind: 'Template',
  apiVersions: ['scaffolder.backstage.io/v1beta3'],
  plural: 'Templates',
  icon: 'template',
  description: 'A form and the steps that make something new from it.',
  spec: Type.Object({
    type: text,
    steps: Type.Array(templateStep),
    owner: maybe(text),
    lifecycle: maybe(text),
    parameters: maybe(Type.Union([anyObject, Type.Array(anyObject)])),
    // Ours: who has to agree before a task runs.
    approval: maybe(Type.Object({ by: Type.Array(text, { minItems: 1 }), note: maybe(text) })),
    output: maybe(
      Type.Object({
        links: maybe(Type.Array(Type.Object({ if: condition }))),
        text: maybe(Type.Array(Type.Object({ if: condition }))),
      }),
    ),
  }),
  relations: [owner],
  columns: [typeColumn, ownerColumn, descriptionColumn],
}

const aiFields = { type: text, lifecycle: text, owner: text, system: maybe(text) }
const aiVariant = (fields: Record<string, TSchema>) => Type.Object({ ...aiFields, ...fields })

const aiResource: KindDefinition = {
  kind: 'AiResource',
  apiVersions: ['backstage.io/v1alpha1'],
  plural: 'AI resources',
  icon: 'ai',
  description: 'Something that AI agents work with: a skill, a rule, a plugin, a marketplace.',
  spec: Type.Object(aiFields),
  variants: {
    skill: aiVariant({
      disciplines: maybe(texts),
      categories: maybe(texts),
      agents: maybe(texts),
      dependsOn: maybe(texts),
      allowedTools: maybe(text),
      license: maybe(text),
      compatibility: maybe(Type.String({ minLength: 1, maxLength: 500 })),
    }),
    rule: aiVariant({ category: text, rationale: text, disciplines: maybe(texts) }),
    plugin: aiVariant({ skills: texts, version: maybe(text) }),
    marketplace: aiVariant({ plugins: texts, version: maybe(text) }),
  },
  relations: [
    owner,
    system,
    {
      field: 'spec.dependsOn',
      type: 'dependsOn',
      inverse: 'dependencyOf',
      defaultKind: 'AiResource',
      onlyType: 'skill',
    },
    { field: 'spec.skills', type: 'hasPart', inverse: 'partOf', defaultKind: 'AiResource', onlyType: 'plugin' },
    { field: 'spec.plugins', type: 'hasPart', inverse: 'partOf', defaultKind: 'AiResource', onlyType: 'marketplace' },
  ],
  columns: [typeColumn, ownerColumn, lifecycleColumn, descriptionColumn],
}

/** The kinds that every portal has (spec/catalog.md 1.11). */
export const builtinKinds: readonly KindDefinition[] = [
  component,
  api,
  resource,
  systemKind,
  domain,
  group,
  user,
  location,
  template,
  aiResource,
]
