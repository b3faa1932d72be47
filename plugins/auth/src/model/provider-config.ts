import { Duration, Secret, type Static, type TSchema, Type } from '@callboard/model'
import type { SignInMethod } from './sign-in-method.ts'

const resolver = Type.Object({
  resolver: Type.String({ description: 'The name of the rule: `emailMatchingUserEntityProfileEmail`.' }),
  allowedDomains: Type.Optional(
    Type.Array(Type.String(), { description: 'Domains of email addresses that may sign in; all others may not.' }),
  ),
  dangerouslyAllowSignInWithoutUserInCatalog: Type.Optional(
    Type.Boolean({ description: 'Whether people sign in whom the catalog does not know. They own only themselves.' }),
  ),
  claim: Type.Optional(
    Type.String({ description: 'With `claimMatchingUserEntityAnnotation`: the claim, such as `sub`.' }),
  ),
  annotation: Type.Optional(
    Type.String({ description: 'With `claimMatchingUserEntityAnnotation`: the annotation that must have its value.' }),
  ),
})

const allow = Type.Object(
  {
    claim: Type.String({ description: 'A claim of the provider, with dots into nested ones: `realm_access.roles`.' }),
    anyOf: Type.Array(Type.String(), { minItems: 1, description: 'One of these must be in it.' }),
  },
  { description: 'Only people with one of some values in a claim, such as their groups, may sign in.' },
)

/** Keys of every provider. */
const commonKeys = {
  signIn: Type.Optional(
    Type.Object(
      {
        resolvers: Type.Array(resolver, {
          description: 'How people are found in the catalog; the first match counts.',
        }),
        allow: Type.Optional(allow),
      },
      { description: 'Makes the provider a way to sign in. Without it, it only gives tokens of the provider.' },
    ),
  ),
  sessionDuration: Type.Optional(
    Duration({
      description:
        'After how long people must sign in again. Default: 1000 days where the provider renews the session, else 8 hours.',
    }),
  ),
}

/** Keys of providers that send the browser away and get it back. */
export const redirectKeys = {
  callbackUrl: Type.Optional(
    Type.String({
      description:
        'Where the provider sends the browser back to. Default: `/api/auth/<provider>/handler/frame` of the portal.',
    }),
  ),
}

/** Keys of providers that speak OAuth. */
export const oauthKeys = {
  clientId: Type.String({ minLength: 1, description: 'The id under which the provider knows the portal.' }),
  clientSecret: Secret({ description: 'The secret that proves to the provider that it is the portal.' }),
  additionalScopes: Type.Optional(
    Type.Union([Type.String(), Type.Array(Type.String())], {
      description: 'Scopes to ask for always, beside those that the provider needs.',
    }),
  ),
  ...redirectKeys,
}

const allKeys = Type.Object({ ...commonKeys, ...redirectKeys, additionalScopes: oauthKeys.additionalScopes })

/** The keys that `@callboard/plugin-auth` itself reads in a block. */
export type CommonProviderConfig = Static<typeof allKeys>

/** The schema of a provider's block, without the level of environments: its own keys and the common ones. */
export const providerBlock = (method: Pick<SignInMethod, 'config'>): TSchema =>
  Type.Object({ ...commonKeys, ...method.config })

/**
 * What a plugin declares as `otherConfig`: the blocks of its ways to sign in.
 *
 * No key is required here: the block of an environment that is not in use lacks its secrets. Whether all are there is
 * checked when the provider starts, which in development is skipped with a warning (spec/platform.md 5).
 */
export function providerConfig(...methods: SignInMethod[]): Record<string, TSchema> {
  return Object.fromEntries(methods.map((method) => [`auth.providers.${method.id}`, declaredBlock(method)]))
}

function declaredBlock({ title, config, hasEnvironments }: SignInMethod): TSchema {
  const keys = Object.entries({ ...commonKeys, ...config }).map(([key, schema]) => [key, Type.Optional(schema)])
  const description = `Sign-in with ${title}.`
  const block = Type.Object(Object.fromEntries(keys), { description })
  return hasEnvironments ? Type.Record(Type.String(), block, { description: `${description} By environment.` }) : block
}

/** Declares a way to sign in; `config` gives `create` its type. */
export const defineSignInMethod = <const C extends Record<string, TSchema>>(
  method: Omit<SignInMethod<Static<ReturnType<typeof Type.Object<C>>>>, 'config'> & { config: C },
): SignInMethod => method as unknown as SignInMethod
