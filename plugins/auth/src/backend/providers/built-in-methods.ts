import type { SignInMethod } from '../../model/sign-in-method.ts'
import { basicMethod } from '../basic/basic-method.ts'
import { proxyMethods } from '../proxy/proxy-methods.ts'
import { bitbucket } from './bitbucket.ts'
import { bitbucketServer } from './bitbucket-server.ts'
import { oidcMethod } from './oidc.ts'

/** The ways to sign in that need no plugin of a vendor. */
export const builtInMethods = (environment: (name: string) => string | undefined): SignInMethod[] => [
  oidcMethod,
  bitbucket,
  bitbucketServer,
  basicMethod,
  ...proxyMethods(environment),
]
