import type { SignInMethod } from '../../model/sign-in-method.ts'
import { basicMethod } from '../basic/basic-method.ts'
import { proxyMethods } from '../proxy/proxy-methods.ts'
import { atlassianMethod } from './atlassian.ts'
import { auth0Method } from './auth0.ts'
import { bitbucket } from './bitbucket.ts'
import { bitbucketServer } from './bitbucket-server.ts'
import { googleMethod } from './google.ts'
import { microsoftMethod } from './microsoft.ts'
import { oauth2Method } from './oauth2.ts'
import { oidcMethod } from './oidc.ts'
import { oktaMethod } from './okta.ts'
import { oneloginMethod } from './onelogin.ts'
import { openshiftMethod } from './openshift.ts'
import { pinnipedMethod } from './pinniped.ts'

/** The ways to sign in that need no plugin of a vendor. */
export const builtInMethods = (environment: (name: string) => string | undefined): SignInMethod[] => [
  atlassianMethod,
  auth0Method,
  basicMethod,
  bitbucket,
  bitbucketServer,
  googleMethod,
  microsoftMethod,
  oauth2Method,
  oidcMethod,
  oktaMethod,
  oneloginMethod,
  openshiftMethod,
  pinnipedMethod,
  ...proxyMethods(environment),
]
