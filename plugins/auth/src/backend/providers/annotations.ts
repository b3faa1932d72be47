import type { Authenticated, ProviderResolver } from '../../model/sign-in-method.ts'

/** Finds who has the address of the profile in an annotation. */
export const byEmailAnnotation = (annotation: string): ProviderResolver => ({
  query: ({ profile: { email } }) =>
    email === undefined
      ? { missing: 'the user profile does not contain an email address' }
      : { annotation, value: email },
})

/** Finds who has the value of a claim in an annotation, case-exact. */
export const byClaimAnnotation = (annotation: string, claim: string): ProviderResolver => ({
  query: ({ claims }) => {
    const value = claims[claim]
    return typeof value === 'string' && value !== ''
      ? { annotation, value }
      : { missing: `the provider told no claim "${claim}"` }
  },
})

/** Finds whose entity has the name that one of some claims tells; the first that is there counts. */
export const byUsername = (...names: string[]): ProviderResolver => {
  const usernameOf = ({ claims }: Authenticated) =>
    names.map((name) => claims[name]).find((value): value is string => typeof value === 'string' && value !== '')
  return {
    query(authenticated) {
      const name = usernameOf(authenticated)
      return name === undefined ? { missing: 'the provider told no user name' } : { name }
    },
    fallbackName: usernameOf,
  }
}
