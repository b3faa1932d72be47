import { type Authenticated, defineSignInMethod, type RedirectMethod, type SignInRequest } from '@callboard/plugin-auth'
import { generateServiceProviderMetadata, SAML, ValidateInResponseTo } from '@node-saml/node-saml'
import { checkConfirmation, checkText } from './check-response.ts'
import { authenticated } from './claims.ts'
import { certificatesOf, type SamlConfig, samlKeys } from './saml-config.ts'

const defaultSkewMs = 60_000

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
    create({ config, providerId, callbackUrl, nowMs }) {
      const certificates = certificatesOf(config, `auth.providers.${providerId}`)
      onMetadata(
        generateServiceProviderMetadata({
          issuer: config.issuer,
          callbackUrl,
          identifierFormat: config.identifierFormat ?? null,
          wantAssertionsSigned: config.wantAssertionsSigned ?? false,
        }),
      )
      const clientFor = (attempt: Attempt) => createClient(attempt, { config, certificates, callbackUrl })
      return {
        type: 'redirect',
        scope: '',
        persistsScopes: false,
        async start({ state }) {
          const attempt: Attempt = { requestId: '', startedAt: '' }
          const url = await clientFor(attempt).getAuthorizeUrlAsync(state, undefined, {})
          return { url, keep: { ...attempt } }
        },
        async finish({ keep, request }) {
          const attempt = { requestId: keep.requestId ?? '', startedAt: keep.startedAt ?? '' }
          return finish(attempt, { client: clientFor(attempt), config, callbackUrl, request, nowMs })
        },
      } satisfies RedirectMethod
    },
  })

/** One sign-in: what was asked, and when. A type and no interface, so that it can be kept as it is. */
type Attempt = { requestId: string; startedAt: string }

/** A client that knows of this attempt only, so that an answer to another one is none. */
function createClient(
  attempt: Attempt,
  options: { config: SamlConfig; certificates: string[]; callbackUrl: string },
): SAML {
  const { config, certificates, callbackUrl } = options
  return new SAML({
    entryPoint: config.entryPoint,
    issuer: config.issuer,
    idpCert: certificates,
    callbackUrl,
    audience: config.audience ?? config.issuer,
    wantAssertionsSigned: config.wantAssertionsSigned ?? false,
    wantAuthnResponseSigned: config.wantAuthnResponseSigned ?? false,
    acceptedClockSkewMs: config.acceptedClockSkewMs ?? defaultSkewMs,
    identifierFormat: config.identifierFormat ?? null,
    // The library would ask for a password over TLS, which whoever signs in by a passkey has not used.
    disableRequestedAuthnContext: config.authnContext === undefined,
    ...(config.authnContext && { authnContext: config.authnContext }),
    ...(config.privateKey !== undefined && { privateKey: config.privateKey }),
    ...(config.decryptionPvk !== undefined && { decryptionPvk: config.decryptionPvk }),
    signatureAlgorithm: config.signatureAlgorithm ?? 'sha256',
    validateInResponseTo: ValidateInResponseTo.always,
    cacheProvider: {
      async saveAsync(requestId, startedAt) {
        Object.assign(attempt, { requestId, startedAt })
        return null
      },
      getAsync: async (requestId) => (requestId === attempt.requestId ? attempt.startedAt : null),
      // Whoever keeps the attempt ends it with the first answer.
      removeAsync: async () => null,
    },
  })
}

async function finish(
  attempt: Attempt,
  options: { client: SAML; config: SamlConfig; callbackUrl: string; request: SignInRequest; nowMs: () => number },
): Promise<Authenticated> {
  const { client, config, callbackUrl, request, nowMs } = options
  const response = request.form.get('SAMLResponse')
  try {
    if (!response || !attempt.requestId) throw new Error('There is no SAMLResponse.')
    checkText(Buffer.from(response, 'base64').toString('utf8'))
    const { profile } = await client.validatePostResponseAsync({ SAMLResponse: response })
    if (!profile?.nameID) throw new Error('It names nobody.')
    checkConfirmation(profile.getAssertion?.(), {
      recipient: callbackUrl,
      inResponseTo: attempt.requestId,
      nowMs: nowMs(),
      skewMs: config.acceptedClockSkewMs ?? defaultSkewMs,
    })
    return authenticated(profile, config)
  } catch (cause) {
    throw new Error(`The answer of the identity provider was refused. ${(cause as Error).message}`, { cause })
  }
}
