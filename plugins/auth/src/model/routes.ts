import { EntityRef, get, post, Type } from '@callboard/model'

/** What a successful sign-in gives a browser (spec/platform.md 5.2). */
export const SignInResult = Type.Object({
  profile: Type.Object({
    email: Type.Optional(Type.String()),
    displayName: Type.Optional(Type.String()),
    picture: Type.Optional(Type.String()),
  }),
  providerInfo: Type.Object({}),
  backstageIdentity: Type.Object({
    token: Type.String({ description: 'The identity token, a JWT.' }),
    expiresInSeconds: Type.Number(),
    identity: Type.Object({
      type: Type.Literal('user'),
      userEntityRef: EntityRef,
      ownershipEntityRefs: Type.Array(EntityRef),
    }),
  }),
})

const guest = {
  summary: 'Sign in as the guest.',
  access: 'public',
  // Clients of the field send these with every provider.
  query: {
    optional: Type.Optional(Type.String()),
    scope: Type.Optional(Type.String()),
    env: Type.Optional(Type.String()),
  },
  reply: SignInResult,
} as const

/** Signs in as the guest. */
export const guestRefresh = get('/guest/refresh', guest)
/** Signs in as the guest, for clients that post. */
export const guestRefreshByPost = post('/guest/refresh', guest)

/** The public keys of identity tokens (spec/platform.md 6.2). */
export const publicKeys = get('/.well-known/jwks.json', {
  summary: 'The public keys that identity tokens are signed with.',
  access: 'public',
  reply: Type.Object({ keys: Type.Array(Type.Unknown()) }),
})

/** The discovery document (spec/platform.md 7). */
export const openidConfiguration = get('/.well-known/openid-configuration', {
  summary: 'Where the endpoints of this issuer are.',
  access: 'public',
  reply: Type.Unknown(),
})

/** What a person owns (spec/platform.md 6.1). */
export const userInfo = get('/v1/userinfo', {
  summary: 'The claims of the signed-in person, ownership included.',
  reply: Type.Object({
    claims: Type.Object({ sub: EntityRef, ent: Type.Array(EntityRef), exp: Type.Optional(Type.Number()) }),
  }),
})
