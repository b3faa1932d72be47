import { errors } from '../../model/errors.ts'
import type { PersonQuery } from '../../model/people.ts'
import type { Authenticated, ProviderResolver } from '../../model/sign-in-method.ts'
import { claimTexts } from './claims.ts'

/** One of `signIn.resolvers` (spec/platform.md 5.4). */
export interface ResolverRule {
  resolver: string
  allowedDomains?: readonly string[]
  dangerouslyAllowSignInWithoutUserInCatalog?: boolean
  claim?: string
  annotation?: string
}

/** Whom a rule looks for; the first query that finds somebody counts. */
export interface LookUp {
  queries: PersonQuery[]
  /** The name of somebody whom the catalog does not know. */
  fallbackName?: string | undefined
}

/** A rule, ready to be asked. */
export interface Resolver {
  name: string
  /** Whether somebody may sign in whom the catalog does not know. */
  allowsUnknown: boolean
  /** @throws NotAllowedError when the profile lacks what the rule needs, or may not sign in by it. */
  lookUp(authenticated: Authenticated): LookUp
}

type Rule = (authenticated: Authenticated, rule: ResolverRule) => LookUp

const common: Record<string, Rule> = {
  emailMatchingUserEntityProfileEmail(authenticated, rule) {
    const email = emailOf(authenticated, rule)
    const untagged = email.replace(/\+[^@]*@/, '@')
    const addresses = untagged === email ? [email] : [email, untagged]
    // The whole address: with its first part alone, somebody of another domain could take a name that is not theirs.
    return { queries: addresses.map((address) => ({ email: address })), fallbackName: email }
  },
  emailLocalPartMatchingUserEntityName(authenticated, rule) {
    const name = emailOf(authenticated, rule).split('@', 1)[0] ?? ''
    return { queries: [{ name }], fallbackName: name }
  },
  preferredUsernameMatchingUserEntityName({ claims }) {
    const name = oneText(claims, 'preferred_username')
    return { queries: [{ name }], fallbackName: name }
  },
  claimMatchingUserEntityAnnotation({ claims }, { claim = '', annotation = '' }) {
    return { queries: [{ annotation, value: oneText(claims, claim) }] }
  },
}

/**
 * The rules of a provider, in their order.
 *
 * @param key - Where they are configured, for messages.
 * @param own - Those that only this provider has.
 * @throws Error that names the key of a rule which nobody knows, and those that are known.
 */
export function createResolvers(
  rules: readonly ResolverRule[],
  { key, own }: { key: string; own: Record<string, ProviderResolver> },
): Resolver[] {
  const known = { ...common, ...Object.fromEntries(Object.entries(own).map(([name, of]) => [name, ruleOf(of)])) }
  return rules.map((rule, i) => {
    const lookUp = Object.hasOwn(known, rule.resolver) ? known[rule.resolver] : undefined
    if (!lookUp) {
      const names = Object.keys(known).sort().join(', ')
      throw new Error(`${key}.${i}.resolver: Sign-in resolver '${rule.resolver}' is not available. Known are ${names}.`)
    }
    if (rule.resolver === 'claimMatchingUserEntityAnnotation' && !(rule.claim && rule.annotation))
      throw new Error(`${key}.${i}: this resolver needs "claim" and "annotation".`)
    return {
      name: rule.resolver,
      allowsUnknown: rule.dangerouslyAllowSignInWithoutUserInCatalog ?? false,
      lookUp: (authenticated) => lookUp(authenticated, rule),
    }
  })
}

const ruleOf =
  (resolver: ProviderResolver): Rule =>
  (authenticated) => {
    const query = resolver.query(authenticated)
    if ('missing' in query) throw errors.profileLacks({ reason: query.missing })
    return { queries: [query], fallbackName: resolver.fallbackName?.(authenticated) }
  }

function emailOf({ profile, claims }: Authenticated, { allowedDomains }: ResolverRule): string {
  const { email } = profile
  if (email === undefined || !/^[^@\s]+@[^@\s]+$/.test(email)) {
    const isUnverified = typeof claims.email === 'string' && claims.email_verified !== true
    throw errors.profileLacks({
      reason: isUnverified
        ? 'the provider has not verified the email address of the user profile'
        : 'the user profile does not contain an email address',
    })
  }
  const domain = email.slice(email.indexOf('@') + 1).toLowerCase()
  if (allowedDomains && !allowedDomains.some((allowed) => allowed.toLowerCase() === domain))
    throw errors.domainNotAllowed({})
  return email
}

function oneText(claims: Record<string, unknown>, claim: string): string {
  const [text] = claimTexts(claims, claim)
  if (!text) throw errors.profileLacks({ reason: `the provider told no claim "${claim}"` })
  return text
}
