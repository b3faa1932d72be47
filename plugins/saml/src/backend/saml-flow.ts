import type { Authenticated, RedirectMethod, SignInRequest } from '@callboard/plugin-auth'
import { generateServiceProviderMetadata, SAML, ValidateInResponseTo } from '@node-saml/node-saml'
import { checkConfirmation, checkText } from './check-response.ts'
import { authenticated } from './claims.ts'
import type { SamlConfig } from './saml-config.ts'

const defaultSkewMs = 60_000

/** The document that describes the portal to the identity provider. */
export const describePortal = (config: SamlConfig, callbackUrl: string): string =>
  generateServiceProviderMetadata({
    issuer: config.issuer,
    callbackUrl,
    identifierFormat: config.identifierFormat ?? null,
    wantAssertionsSigned: config.wantAssertionsSigned ?? false,
  })

interface FlowOptions {
  config: SamlConfig
  /** Of the identity provider, in PEM. */
  certificates: string[]
  callbackUrl: string
  nowMs(): number
}

/** Asks the identity provider, and checks its answer. */
export function samlFlow(options: FlowOptions): RedirectMethod {
  return {
    type: 'redirect',
    scope: '',
    persistsScopes: false,
    async start({ state }) {
      const attempt: Attempt = { requestId: '', startedAt: '' }
      const url = await createClient(attempt, options).getAuthorizeUrlAsync(state, undefined, {})
      return { url, keep: { ...attempt } }
    },
    finish: ({ keep, request }) =>
      finish({ requestId: keep.requestId ?? '', startedAt: keep.startedAt ?? '' }, request, options),
  }
}

/** One sign-in: what was asked, and when. A type and no interface, so that it can be kept as it is. */
type Attempt = { requestId: string; startedAt: string }

/** A client that knows of this attempt only, so that an answer to another one is none. */
function createClient(attempt: Attempt, { config, certificates, callbackUrl }: FlowOptions): SAML {
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

async function finish(attempt: Attempt, request: SignInRequest, options: FlowOptions): Promise<Authenticated> {
  const { config, callbackUrl, nowMs } = options
  const response = request.form.get('SAMLResponse')
  try {
    if (!response || !attempt.requestId) throw new Error('There is no SAMLResponse.')
    checkText(Buffer.from(response, 'base64').toString('utf8'))
    const { profile } = await createClient(attempt, options).validatePostResponseAsync({ SAMLResponse: response })
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
