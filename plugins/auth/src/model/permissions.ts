import { basicPermission } from '@callboard/model'

/** Whether somebody may see how others signed in. */
export const readSignInTrace = basicPermission('auth.sign-in-trace.read', 'read')

/** The permissions of sign-in. */
export const authPermissions = [readSignInTrace]
