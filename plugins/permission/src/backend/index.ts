import { definePlugin, permissionPolicy } from '@callboard/kernel'
import { policies } from '../model/code-policies.ts'
import { policyPermissions, policyRead } from '../model/permissions.ts'
import { simulate } from '../model/routes.ts'
import { createGuard } from './administration/guard.ts'
import { serveRoles } from './administration/serve-roles.ts'
import { explainSupposition } from './administration/simulate.ts'
import { createPolicy } from './create-policy.ts'
import { createLivePolicy } from './live-policy.ts'
import { PermissionConfig } from './permission-config.ts'
import { readVocabulary, type Vocabulary } from './policy/vocabulary.ts'
import { createPolicyFiles } from './sources/policy-files.ts'
import { databaseRoleStore } from './sources/role-store.ts'

const rolesChanged = 'permission.roles-changed'

export default definePlugin({
  id: 'permission',
  description: 'Roles, grants and conditions as data: who may do what, and why.',
  config: PermissionConfig,
  migrations: new URL('./migrations/', import.meta.url),
  permissions: policyPermissions,
  use: { permissionPolicy },
  provide: { policies },
  setup(core) {
    const { config, log, db, clock, http, audit, events, lifecycle, permissions, auth } = core
    let known: Vocabulary | undefined
    const vocabulary = () => {
      known ??= readVocabulary(permissions.insight)
      return known
    }
    const store = databaseRoleStore({ db, clock })
    const files = createPolicyFiles(config, { log, audit, vocabulary })
    const live = createLivePolicy({ config, files, store, vocabulary })
    const isConfigured = config.policy !== undefined || config.rbac !== undefined
    if (isConfigured) core.permissionPolicy.add(createPolicy(live, () => core.policies.all()))
    const state = !permissions.isEnabled ? 'off' : isConfigured ? 'in-force' : 'open'
    const guard = createGuard({ live, auth, permissions, state, vocabulary })

    serveRoles({
      ...{ http, permissions, live, files, store, vocabulary, state, guard },
      async announce() {
        await live.readStore()
        await events.publish({ topic: rolesChanged, payload: {} })
      },
    })
    http.serve(simulate, async ({ body, credentials }) => {
      await guard.require(credentials, policyRead)
      return explainSupposition(body, { live, vocabulary, permissions, auth })
    })

    lifecycle.onStart(async () => {
      await files.read()
      await live.readStore()
      lifecycle.onStop(files.watch(live.rebuild))
      lifecycle.onStop(events.subscribe([rolesChanged], live.readStore))
    })
  },
})
