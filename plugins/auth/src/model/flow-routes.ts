import { get, post, Type } from '@callboard/model'
import { ProviderResult } from './routes.ts'

/** Clients of the field, and providers in what they send back, may say more than we know. */
const openQuery = Type.Record(Type.String(), Type.Unknown())

const params = { provider: Type.String() }

/** Begins a sign-in (spec/platform.md 5.2). */
export const startSignIn = get('/:provider/start', {
  summary: 'Go to the page of a provider. Query: `env`, `scope`, `origin`, `flow` and `redirectUrl`.',
  access: 'public',
  params,
  query: openQuery,
  reply: Type.Void(),
})

const finish = {
  summary: 'Where a provider sends the browser back to.',
  access: 'public',
  params,
  query: openQuery,
  reply: Type.Void(),
} as const
/** Ends a sign-in. */
export const finishSignIn = get('/:provider/handler/frame', finish)
/** Ends a sign-in of a provider that answers by a posted form. */
export const finishSignInByPost = post('/:provider/handler/frame', { ...finish, rawBody: true })

const refresh = {
  summary: 'Renew a session: a new identity token, and new tokens of the provider. Query: `env` and `scope`.',
  access: 'public',
  params,
  query: openQuery,
  reply: ProviderResult,
} as const
/** Renews a session; with proxies, this is the sign-in. */
export const refreshSession = get('/:provider/refresh', refresh)
/** Renews a session, for clients that post. */
export const refreshSessionByPost = post('/:provider/refresh', { ...refresh, rawBody: true })

/** Signs out. */
export const signOut = post('/:provider/logout', {
  summary: 'Sign out in this browser. Its tokens stop working at once.',
  access: 'public',
  params,
  query: openQuery,
  rawBody: true,
  reply: Type.Object({
    logoutUrl: Type.Optional(Type.String({ description: 'Where to go to sign out at the provider, too.' })),
  }),
})
