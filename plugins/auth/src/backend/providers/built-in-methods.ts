import type { SignInMethod } from '../../model/sign-in-method.ts'
import { proxyMethods } from '../proxy/proxy-methods.ts'
import { oidcMethod } from './oidc.ts'

/** The ways to sign in that need no plugin of a vendor. */
export const builtInMethods = (environment: (name: string) => string | undefined): SignInMethod[] => [
  oidcMethod,
  ...proxyMethods(environment),
]
