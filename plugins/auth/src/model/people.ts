import { extensionPoint } from '@callboard/model'

/** How a person is looked for. Exactly one key. */
export type PersonQuery =
  | { ref: string }
  /** `metadata.name`, in any namespace, ignoring case. */
  | { name: string }
  /** `spec.profile.email`, ignoring case. */
  | { email: string }
  /** `spec.profile.displayName`, as it is. */
  | { displayName: string }
  /** An annotation and its whole value, case-exact. */
  | { annotation: string; value: string }

/** Somebody who may sign in. */
export interface Person {
  /** `user:default/ada` */
  userEntityRef: string
  /** The own ref, and every group of `memberOf` (spec/platform.md 5.4). */
  ownershipEntityRefs: string[]
  displayName?: string
  email?: string
  picture?: string
}

/** Knows people and their groups. */
export interface PeopleDirectory {
  /** Everybody who matches, whoever asks: sign-in comes before permissions. At most 10; empty when nobody does. */
  find(query: PersonQuery): Promise<Person[]>
}

/** Where whoever knows people says who they are. The first directory that finds somebody counts. */
export const people = extensionPoint<PeopleDirectory>('auth.people', 'Finds people who sign in, and their groups.')
