import { extensionPoint } from '@callboard/model'

/** The person for whom a token speaks, and how far it reaches. */
export interface BearerIdentity {
  /** `user:default/ada` */
  userEntityRef: string
  /** What the person owns through; absent: as found at the last sign-in. */
  ownershipEntityRefs?: readonly string[]
  /** `read`, `write`, or these for one plugin: `catalog:read`. */
  scopes: readonly string[]
  expiresAtMs?: number
}

/** Tokens that are no JWTs of the portal: whoever keeps them says for whom they speak. */
export interface BearerTokens {
  /** How their text begins. */
  prefix: string
  /**
   * Asked with every request that brings such a token, so answer from memory where possible.
   *
   * @returns The same object as long as nothing has changed; undefined when the token is not known, or not any more.
   */
  verify(token: string): Promise<BearerIdentity | undefined>
}

/** Where whoever keeps such tokens adds itself. */
export const bearerTokens = extensionPoint<BearerTokens>(
  'kernel.bearer-tokens',
  'Verifies tokens of people that are not the portal’s own JWTs, such as personal access tokens.',
)
