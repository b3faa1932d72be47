import { DateTime, del, EntityRef, get, post, Type } from '@callboard/model'

/** What a successful sign-in gives a browser (spec/platform.md 5.2). */
export const SignInResult = Type.Object({
  profile: Type.Object({
    email: Type.Optional(Type.String()),
    displayName: Type.Optional(Type.String()),
    picture: Type.Optional(Type.String()),
  }),
  providerInfo: Type.Object({
    accessToken: Type.Optional(Type.String()),
    idToken: Type.Optional(Type.String()),
    scope: Type.Optional(Type.String()),
    expiresInSeconds: Type.Optional(Type.Number()),
  }),
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

/** What a provider gives a browser. Those that do not say who people are leave the identity out. */
export const ProviderResult = Type.Object({
  ...SignInResult.properties,
  backstageIdentity: Type.Optional(SignInResult.properties.backstageIdentity),
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

/** How people may sign in: what the sign-in page is made of. */
export const signInOptions = get('/v1/providers', {
  summary: 'The ways to sign in to this portal, in the order of the config.',
  access: 'public',
  reply: Type.Object({
    environment: Type.String({ description: '`auth.environment`, to be sent as `env`.' }),
    providers: Type.Array(
      Type.Object({
        id: Type.String({ description: 'The part of the path: `/api/auth/<id>/start`.' }),
        title: Type.String(),
        type: Type.Union([
          Type.Literal('redirect', { description: 'Its own page: `/start` in a popup, or instead of the portal.' }),
          Type.Literal('form', { description: 'Name and password: `POST /login`.' }),
          Type.Literal('proxy', { description: 'A proxy has signed people in already: only `/refresh`.' }),
          Type.Literal('guest', { description: 'Everybody: only `/refresh`.' }),
        ]),
        signsIn: Type.Boolean({
          description: 'Whether it says who people are; others only give tokens of a provider.',
        }),
      }),
    ),
  }),
})

/** Signs in by name and password, with providers of the type `form`. */
export const formLogin = post('/:provider/login', {
  summary: 'Sign in by name and password.',
  access: 'public',
  audit: false,
  params: { provider: Type.String() },
  body: { username: Type.String({ maxLength: 256 }), password: Type.String({ maxLength: 1024 }) },
  reply: SignInResult,
})

/** A browser in which a person is signed in. */
export const SignInSession = Type.Object({
  id: Type.String(),
  provider: Type.String(),
  createdAt: DateTime,
  lastUsedAt: DateTime,
  expiresAt: DateTime,
  userAgent: Type.Optional(Type.String()),
  ip: Type.Optional(Type.String()),
  isCurrent: Type.Boolean({ description: 'Whether the request came with it.' }),
})

/** Where a person is signed in. */
export const listSessions = get('/v1/sessions', {
  summary: 'Where the caller is signed in.',
  reply: Type.Object({ sessions: Type.Array(SignInSession) }),
})
/** Ends one session of the caller. */
export const endSession = del('/v1/sessions/:id', {
  summary: 'Sign out in one browser. Its tokens stop working at once.',
  // Recorded as `sign-out` by whoever ends it.
  audit: false,
  params: { id: Type.String() },
  status: 204,
  reply: Type.Void(),
})
/** Ends all sessions of the caller. */
export const endAllSessions = del('/v1/sessions', {
  summary: 'Sign out everywhere. Every token of the caller stops working, but for personal access tokens.',
  audit: false,
  status: 204,
  reply: Type.Void(),
})

/** A token that a person made for a program. Its text is told once, when it is made. */
export const PersonalToken = Type.Object({
  id: Type.String(),
  name: Type.String(),
  scopes: Type.Array(Type.String(), { description: '`read`, `write`, or these for one plugin: `catalog:read`.' }),
  createdAt: DateTime,
  expiresAt: Type.Optional(DateTime),
  lastUsedAt: Type.Optional(DateTime),
})
/** The tokens of the caller. */
export const listTokens = get('/v1/tokens', {
  summary: 'The personal access tokens of the caller.',
  reply: Type.Object({ tokens: Type.Array(PersonalToken) }),
})
/** Makes a token. */
export const createToken = post('/v1/tokens', {
  audit: 'token-create',
  summary: 'Make a personal access token. Its text is in the reply, and nowhere else ever.',
  status: 201,
  body: {
    name: Type.String({ minLength: 1, maxLength: 100 }),
    scopes: Type.Array(Type.String({ pattern: '^(?:[a-z][a-z0-9-]*:)?(?:read|write)$' }), {
      minItems: 1,
      maxItems: 50,
      description: '`read`, `write`, or these for one plugin: `catalog:read`. Who may write may read.',
    }),
    expiresInDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 366 })),
  },
  reply: Type.Object({ token: Type.String(), details: PersonalToken }),
})
/** Revokes a token. */
export const revokeToken = del('/v1/tokens/:id', {
  audit: 'token-revoke',
  summary: 'Revoke a personal access token. It stops working at once.',
  status: 204,
  reply: Type.Void(),
})

/** One attempt to sign in, as administrators see it. */
export const SignInAttempt = Type.Object({
  at: DateTime,
  provider: Type.String(),
  outcome: Type.Union([Type.Literal('signed-in'), Type.Literal('refused')]),
  userEntityRef: Type.Optional(EntityRef),
  profile: Type.Object({ email: Type.Optional(Type.String()), displayName: Type.Optional(Type.String()) }),
  claims: Type.Record(Type.String(), Type.Unknown(), { description: 'What the provider said, without secrets.' }),
  steps: Type.Array(
    Type.Object({
      resolver: Type.String(),
      outcome: Type.Union([Type.Literal('matched'), Type.Literal('no-match'), Type.Literal('failed')]),
      reason: Type.String({ description: 'A sentence: what was looked for, and what was found.' }),
    }),
  ),
  error: Type.Optional(Type.String()),
})
/** The latest attempts to sign in. */
export const signInTrace = get('/v1/sign-in-trace', {
  summary: 'The latest attempts to sign in: which claims came, and which rule matched or why not. For administrators.',
  query: { provider: Type.Optional(Type.String()), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })) },
  reply: Type.Object({ attempts: Type.Array(SignInAttempt) }),
})
