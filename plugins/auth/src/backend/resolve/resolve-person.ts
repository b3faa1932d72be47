import { parseEntityRef, type Static, stringifyEntityRef } from '@callboard/model'
import { errors } from '../../model/errors.ts'
import type { PeopleDirectory, Person, PersonQuery } from '../../model/people.ts'
import type { SignInAttempt } from '../../model/routes.ts'
import type { Authenticated } from '../../model/sign-in-method.ts'
import { claimTexts } from './claims.ts'
import type { Resolver } from './resolvers.ts'

/** Who may sign in with a provider, and as whom. */
export interface SignInRules {
  resolvers: readonly Resolver[]
  allow: { claim: string; anyOf: readonly string[] } | undefined
}

/** One rule that was asked, as administrators see it. */
export type ResolverStep = Static<typeof SignInAttempt>['steps'][number]

/** Who it is, or why nobody: and how that was found out. */
export type Resolution = { steps: ResolverStep[] } & ({ person: Person } | { error: unknown })

/**
 * Finds the person whom a provider has authenticated (spec/platform.md 5.4). A rule that finds nobody passes on to the next
 * one; everything else ends the search.
 */
export async function resolvePerson(
  authenticated: Authenticated,
  { rules, directories }: { rules: SignInRules; directories: readonly PeopleDirectory[] },
): Promise<Resolution> {
  const steps: ResolverStep[] = []
  if (rules.allow) {
    const step = checkAllowed(authenticated, rules.allow)
    steps.push(step)
    if (step.outcome === 'failed') return { steps, error: errors.claimNotAllowed({}) }
  }
  for (const resolver of rules.resolvers) {
    try {
      const { person, reason } = await ask(resolver, authenticated, directories)
      steps.push({ resolver: resolver.name, outcome: person ? 'matched' : 'no-match', reason })
      if (person) return { steps, person }
    } catch (error) {
      const reason = (error instanceof Error ? error.message : String(error)).replace(/\.?$/, '.')
      steps.push({ resolver: resolver.name, outcome: 'failed', reason })
      return { steps, error }
    }
  }
  return { steps, error: errors.unresolved({}) }
}

function checkAllowed({ claims }: Authenticated, allow: NonNullable<SignInRules['allow']>): ResolverStep {
  const found = claimTexts(claims, allow.claim)
  const hit = allow.anyOf.find((wanted) => found.includes(wanted))
  const values = found.length === 0 ? 'nothing' : found.map((value) => `"${value}"`).join(', ')
  return hit === undefined
    ? {
        resolver: 'allow',
        outcome: 'failed',
        reason: `The claim "${allow.claim}" holds ${values}, and none that may sign in.`,
      }
    : { resolver: 'allow', outcome: 'matched', reason: `The claim "${allow.claim}" holds "${hit}".` }
}

async function ask(
  { lookUp, allowsUnknown }: Resolver,
  authenticated: Authenticated,
  directories: readonly PeopleDirectory[],
): Promise<{ person?: Person; reason: string }> {
  const { queries, fallbackName } = lookUp(authenticated)
  for (const query of queries) {
    const person = await findPerson(query, directories)
    if (person) return { person, reason: `${person.userEntityRef} has ${words(query)}.` }
  }
  const reason = `Nobody in the catalog has ${queries.map(words).join(' or ')}.`
  if (!allowsUnknown || !fallbackName) return { reason }
  const person = unknownPerson(fallbackName, authenticated)
  return { person, reason: `${reason} People whom the catalog does not know may sign in, as ${person.userEntityRef}.` }
}

/** @throws ConflictError when a query finds more than one. */
async function findPerson(query: PersonQuery, directories: readonly PeopleDirectory[]): Promise<Person | undefined> {
  for (const directory of directories) {
    const [person, second] = await directory.find(query)
    if (second) throw errors.severalPeople({})
    if (person) return person
  }
  return undefined
}

/** Somebody with a limited profile: owns only what names the person itself. */
function unknownPerson(name: string, { profile }: Authenticated): Person {
  if (/[\s:/]/.test(name)) throw errors.profileLacks({ reason: `"${name}" is no name that an entity may have` })
  const userEntityRef = stringifyEntityRef(parseEntityRef(`user:default/${name}`))
  return { userEntityRef, ownershipEntityRefs: [userEntityRef], ...profile }
}

function words(query: PersonQuery): string {
  if ('ref' in query) return `the ref ${query.ref}`
  if ('name' in query) return `the name "${query.name}"`
  if ('email' in query) return `the email address ${query.email}`
  if ('displayName' in query) return `the display name "${query.displayName}"`
  return `the annotation ${query.annotation}: ${query.value}`
}
