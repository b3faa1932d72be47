import { Type } from '@callboard/kernel'
import { defineSignInMethod } from '../../model/provider-config.ts'
import { profileOf } from '../oauth/oidc-flow.ts'
import { byEmailAnnotation } from '../providers/annotations.ts'
import { checkToken, keysAt } from './check-token.ts'
import { requiredHeader } from './single-header.ts'
import { textOf } from './text-of.ts'

const config = {
  audience: Type.String({
    minLength: 1,
    description: 'The audience of the tokens, as IAP shows it: "/projects/<number>/global/backendServices/<id>".',
  }),
  jwtHeader: Type.Optional(
    Type.String({ description: 'The header that carries the token. Default: x-goog-iap-jwt-assertion.' }),
  ),
  jwksUrl: Type.Optional(
    Type.String({ format: 'uri', description: 'Where the keys are. Default: the address of Google.' }),
  ),
}

/** Sign-in by the Identity-Aware Proxy of Google Cloud. */
export const gcpIap = defineSignInMethod({
  id: 'gcpIap',
  title: 'Google Identity-Aware Proxy',
  hasEnvironments: false,
  config,
  resolvers: {
    emailMatchingUserEntityAnnotation: byEmailAnnotation('google.com/email'),
    idMatchingUserEntityAnnotation: {
      query({ claims }) {
        const id = textOf(claims.sub)?.replace(/^accounts\.google\.com:/, '')
        return id ? { annotation: 'google.com/user-id', value: id } : { missing: 'the token has no claim "sub"' }
      },
    },
  },
  create({ config, nowMs }) {
    const header = (config.jwtHeader ?? 'x-goog-iap-jwt-assertion').toLowerCase()
    const key = keysAt(config.jwksUrl ?? 'https://www.gstatic.com/iap/verify/public_key-jwk')
    return {
      type: 'proxy',
      async identify(request) {
        const { claims } = await checkToken(requiredHeader(request, header), {
          ...{ header, key, nowMs: nowMs(), audience: config.audience },
          algorithm: 'ES256',
          issuer: 'https://cloud.google.com/iap',
        })
        return { profile: profileOf(claims), claims }
      },
    }
  },
})
