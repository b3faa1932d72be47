import { definePlugin, permissionPolicy } from '@callboard/kernel'
import { type Criteria, get, type PolicyDecision, Type } from '@callboard/model'

/** Conditions of what each person may read, by their name; null reads everything. */
export type Readers = Record<string, Criteria | null>

const token = get('/token', {
  summary: 'A token of one of the people.',
  access: 'public',
  query: { name: Type.String() },
  reply: Type.Object({ token: Type.String() }),
})

/** Decides for the bench what each of its people may read, and signs them in. */
export default definePlugin({
  id: 'bench-policy',
  description: 'Decides for the bench what each of its people may read.',
  configKey: 'benchPolicy',
  config: Type.Object({ readers: Type.Record(Type.String(), Type.Unknown()) }),
  use: { permissionPolicy },
  setup({ config, http, auth, permissionPolicy: policies }) {
    // The bench wrote them in this shape; the catalog checks conditions anyway.
    const readers = config.readers as Readers
    http.serve(token, ({ query }) =>
      auth.issueUserToken({ userEntityRef: `user:bench/${query.name}`, ownershipEntityRefs: [] }),
    )
    policies.add({
      async decide({ permission }, user): Promise<PolicyDecision> {
        const conditions = readers[user?.userEntityRef.replace('user:bench/', '') ?? '']
        if (!conditions || permission.type !== 'resource') return { result: 'ALLOW' }
        return { result: 'CONDITIONAL', pluginId: 'catalog', resourceType: permission.resourceType, conditions }
      },
    })
  },
})
