import { extensionPoint } from '@callboard/model'

/**
 * Finds what a person owns through: the own ref and the groups.
 *
 * @returns undefined for a person it does not know.
 */
export type OwnershipResolver = (userEntityRef: string) => Promise<string[] | undefined>

/** Where whoever knows people and groups says what a person owns. The first answer counts. */
export const ownership = extensionPoint<OwnershipResolver>(
  'auth.ownership',
  'Finds the ownership refs of a person who signs in.',
)
