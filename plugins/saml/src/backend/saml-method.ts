import { defineSignInMethod } from '@callboard/plugin-auth'
import { certificatesOf, samlKeys } from './saml-config.ts'

/**
 * Sign-in by a SAML identity provider.
 *
 * @param onMetadata - Gets the document that describes the portal to the identity provider, as soon as it is known.
 */
export const samlMethod = (onMetadata: (xml: string) => void) =>
  defineSignInMethod({
    id: 'saml',
    title: 'SAML',
    hasEnvironments: false,
    config: samlKeys,
    resolvers: {
      nameIdMatchingUserEntityName: {
        query: ({ claims }) => ({ name: String(claims.sub) }),
        fallbackName: ({ claims }) => String(claims.sub),
      },
      usernameMatchingUserEntityName: {
        query: ({ claims }) =>
          typeof claims.preferred_username === 'string'
            ? { name: claims.preferred_username }
            : { missing: 'The assertion has no attribute with a username; see "attributes.username".' },
        fallbackName: ({ claims }) =>
          typeof claims.preferred_username === 'string' ? claims.preferred_username : undefined,
      },
    },
    async create({ config, providerId, callbackUrl, nowMs }) {
      const certificates = certificatesOf(config, `auth.providers.${providerId}`)
      // The library is loaded only where somebody needs it; all other portals start without.
      const { describePortal, samlFlow } = await import('./saml-flow.ts')
      onMetadata(describePortal(config, callbackUrl))
      return samlFlow({ config, certificates, callbackUrl, nowMs })
    },
  })
