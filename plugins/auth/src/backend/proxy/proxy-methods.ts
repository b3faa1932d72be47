import { awsAlb } from './aws-alb.ts'
import { azureEasyAuth } from './azure-easy-auth.ts'
import { cloudflareAccess } from './cloudflare-access.ts'
import { gcpIap } from './gcp-iap.ts'
import { oauth2Proxy } from './oauth2-proxy.ts'

/** Sign-in by proxies in front of the portal (spec/platform.md 5.7). */
export const proxyMethods = (environment: (name: string) => string | undefined) => [
  awsAlb,
  azureEasyAuth(environment),
  cloudflareAccess,
  gcpIap,
  oauth2Proxy,
]
