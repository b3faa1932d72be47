/**
 * The topic that tells that somebody may not sign in any more; payload `{ userEntityRef }`. Sessions, identity tokens
 * and personal access tokens of the person end with it.
 */
export const userDeactivated = 'auth.user-deactivated'
