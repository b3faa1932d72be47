import { canonicalEntityRef, type Entity, type JsonValue, Type } from '@callboard/model'
import type { Entities } from '@callboard/plugin-catalog'
import { type Action, defineScaffolderAction, errors } from '../../model/index.ts'

/** `catalog:fetch` (spec/scaffolder.md 11.2). */
export const fetchAction = ({ entities }: { entities: Entities }): Action =>
  defineScaffolderAction({
    id: 'catalog:fetch',
    description: 'Reads one or more entities from the catalog, as whoever started the task sees them.',
    supportsDryRun: true,
    input: Type.Object(
      {
        entityRef: Type.Optional(Type.String({ description: 'Ref of the entity.' })),
        entityRefs: Type.Optional(Type.Array(Type.String(), { description: 'Refs of several, instead.' })),
        optional: Type.Optional(Type.Boolean({ description: 'Give null for an entity that is not there.' })),
        defaultKind: Type.Optional(Type.String({ description: 'For refs that name no kind.' })),
        defaultNamespace: Type.Optional(Type.String({ description: 'For refs that name no namespace.' })),
      },
      { additionalProperties: false },
    ),
    output: Type.Object({
      entity: Type.Optional(Type.Unknown({ description: 'The entity of entityRef.' })),
      entities: Type.Optional(
        Type.Array(Type.Unknown(), { description: 'The entities of entityRefs, in their order.' }),
      ),
    }),
    examples: [
      { description: 'Fetch an entity', input: { entityRef: 'component:default/shop' } },
      {
        description: 'Fetch entities, some of which may be missing',
        input: { entityRefs: ['shop', 'api:default/orders'], defaultKind: 'component', optional: true },
      },
    ],
    async run({ input, initiator, output }) {
      const { entityRef, entityRefs, optional = false, defaultKind, defaultNamespace } = input
      const context = { ...(defaultKind && { defaultKind }), ...(defaultNamespace && { defaultNamespace }) }
      const asked = [...(entityRef ? [entityRef] : []), ...(entityRefs ?? [])]
      if (asked.length === 0 && !optional) throw errors.noEntityRef({})
      const refs = asked.map((ref) => canonicalEntityRef(ref, context))
      const found = await entities.listByRefs(refs, initiator)
      const missing = refs.find((_, index) => !found[index])
      if (missing !== undefined && !optional) throw errors.entityNotFound({ ref: missing })
      const values = found.map(asValue)
      if (entityRef) output('entity', values.shift() ?? null)
      if (entityRefs) output('entities', values)
    },
  })

/** Entities are JSON, though their type has optional keys. */
const asValue = (entity: Entity | undefined) => (entity ?? null) as unknown as JsonValue
