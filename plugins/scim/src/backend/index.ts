import { definePlugin, rawReply, Type } from '@callboard/kernel'
import { providers } from '@callboard/plugin-catalog'
import { directoryProvider } from './directory-provider.ts'
import { attributeSchemas, providerConfig, typesOfResources } from './discovery.ts'
import { scimPermissions } from './permissions.ts'
import { createResourceStore } from './resource-store.ts'
import { resourceTypes, schemas, serviceProviderConfig } from './routes.ts'
import { serveResources } from './serve-resources.ts'

export default definePlugin({
  id: 'scim',
  description: 'Takes people and groups that an identity provider pushes by SCIM 2.0, and gives them to the catalog.',
  config: Type.Object({
    enabled: Type.Boolean({
      default: false,
      description: 'Whether identity providers may push. Their tokens are in backend.auth.externalAccess.',
    }),
  }),
  migrations: new URL('./migrations/', import.meta.url),
  permissions: Object.values(scimPermissions),
  use: { providers },
  setup({ config, http, db, clock, log, events, scheduler, externalUrl, providers }) {
    if (!config.enabled) return
    const baseUrl = `${externalUrl}/api/scim/v2`
    const store = createResourceStore({ db, clock })
    const directory = directoryProvider({ store, scheduler, events, clock, log, baseUrl })
    providers.add(directory)
    serveResources('user', { http, store, directory, baseUrl })
    serveResources('group', { http, store, directory, baseUrl })
    const scim = (body: object) =>
      rawReply({ type: 'application/scim+json; charset=utf-8', body: JSON.stringify(body) })
    http.serve(serviceProviderConfig, () => scim(providerConfig(baseUrl)))
    http.serve(resourceTypes, () => scim(typesOfResources(baseUrl)))
    http.serve(schemas, () => scim(attributeSchemas(baseUrl)))
  },
})
