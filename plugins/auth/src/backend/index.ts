import { bearerTokens, definePlugin, pageData, rawReply, Type } from '@callboard/kernel'
import { people } from '../model/people.ts'
import { authPermissions } from '../model/permissions.ts'
import { providerConfig } from '../model/provider-config.ts'
import { openidConfiguration, publicKeys, userInfo } from '../model/routes.ts'
import { signInMethods } from '../model/sign-in-method.ts'
import { discoveryDocument } from './discovery-document.ts'
import { builtInMethods } from './providers/built-in-methods.ts'
import { serveGuest } from './serve-guest.ts'
import { serveSignIn } from './serve-sign-in.ts'
import { serveTokens } from './tokens/serve-tokens.ts'

const guest = Type.Object(
  {
    userEntityRef: Type.String({
      default: 'user:development/guest',
      description: 'Who guests are, as a full entity ref.',
    }),
    ownershipEntityRefs: Type.Optional(
      Type.Array(Type.String(), { description: 'What guests own through. Default: only themselves.' }),
    ),
    dangerouslyAllowOutsideDevelopment: Type.Boolean({
      default: false,
      description: 'Whether guests may sign in where NODE_ENV is not "development".',
    }),
  },
  { description: 'Lets everybody in as one and the same person.' },
)

const origins = Type.Optional(
  Type.Array(Type.String(), {
    description: 'Origins beside that of `app.baseUrl` at which the portal may be open; `*` stands for any text.',
  }),
)

export default definePlugin({
  id: 'auth',
  description: 'Sign-in, identity tokens and their public keys.',
  configKey: 'auth.providers',
  config: Type.Object({ guest: Type.Optional(guest) }),
  otherConfig: {
    auth: Type.Object({ experimentalExtraAllowedOrigins: origins }),
    // Only the declarations count here: nothing of the environment is in them.
    ...providerConfig(...builtInMethods(() => undefined)),
  },
  permissions: authPermissions,
  migrations: new URL('./migrations/', import.meta.url),
  use: { bearerTokens, pageData },
  provide: { people, signInMethods },
  setup(context) {
    const { config, http, auth, clock, log, externalUrl, isDevelopment, people: directories } = context
    const issuer = `${externalUrl}/api/auth`
    // Not for long: whoever verifies our tokens must find a new key soon after it is first used.
    const forSeconds = { 'cache-control': 'public, max-age=15' }
    http.serve(publicKeys, async () => rawReply({ headers: forSeconds, body: JSON.stringify(await auth.jwks()) }))
    http.serve(openidConfiguration, () => discoveryDocument(issuer))
    http.serve(userInfo, async ({ credentials }) => {
      const { userEntityRef, ownershipEntityRefs } = await auth.userInfo(credentials)
      const exp = Math.floor((credentials.expiresAtMs ?? clock.nowMs()) / 1000)
      return { claims: { sub: userEntityRef, ent: ownershipEntityRefs, exp } }
    })
    serveTokens({ core: context, bearerTokens: context.bearerTokens, people: directories })
    serveGuest({ guest: config.guest, http, auth, audit: context.audit, isDevelopment, directories, log })
    const hasGuest = config.guest !== undefined && (isDevelopment || config.guest.dangerouslyAllowOutsideDevelopment)
    serveSignIn(context, { directories, methods: context.signInMethods, pageData: context.pageData, hasGuest })
  },
})
