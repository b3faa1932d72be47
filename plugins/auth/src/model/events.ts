/**
 * The topic that tells that somebody may not sign in any more; payload `{ userEntityRef }`. The personal access tokens of
 * the person end with it.
 */
export const userDeactivated = 'auth.user-deactivated'
