import { once } from 'node:events'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { selfSignedCertificate } from './certificate.ts'

/** A real SAML identity provider of a test's own: whoever comes is signed in as its person. */
export interface TestSamlIdp {
  /** Where browsers are sent to sign in. */
  entryPoint: string
  entityId: string
  /** In PEM. */
  certificate: string
  /** Who signs in; change it at will. */
  person: SamlPerson
  /**
   * Reads a request to {@link entryPoint}.
   * @throws When it is none.
   */
  readRequest(url: string): Promise<SamlRequest>
  /** Writes a response as the binding HTTP-POST sends it, in Base64. */
  respond(answer: SamlAnswer): Promise<string>
  stop(): Promise<void>
}

/** Who signs in. */
export interface SamlPerson {
  nameId: string
  nameIdFormat: string
  attributes: Record<string, string | string[]>
}

/** What a portal asks. */
export interface SamlRequest {
  id: string
  callbackUrl: string
  issuer: string
  relayState: string
}

/** What an identity provider answers. What is left out is as it should be. */
export interface SamlAnswer {
  /** The request that the response says it answers; absent: none. */
  inResponseTo?: string
  /** The same in the assertion. Default: as in the response. */
  subjectInResponseTo?: string
  /** Where the portal takes answers. */
  callbackUrl: string
  /** Whom the assertion says it was given to. Default: `callbackUrl`. */
  recipient?: string
  audience: string
  /** When it was written. Default: now. */
  atMs?: number
  /** What is signed. Default: the assertion. */
  signed?: 'assertion' | 'response' | 'both'
  /** `http://www.w3.org/2000/09/xmldsig#rsa-sha1`; default: RSA with SHA-256. */
  signatureAlgorithm?: string
  /** Encrypts the assertion for the key of this certificate, in PEM. */
  encryptFor?: string
  /** Another person than that of the provider. */
  person?: SamlPerson
  /** Changes the message before it is signed. */
  beforeSigning?(xml: string): string
}

/**
 * What is used of samlify. Its own types would bring those of browsers into every file that is checked together with this
 * one, where they hide those of Node.js.
 */
interface Samlify {
  IdentityProvider(settings: object): {
    parseLoginRequest(
      sp: unknown,
      binding: 'redirect',
      request: { query: Record<string, string> },
    ): Promise<{ extract: { request?: Record<string, string>; issuer?: string } }>
    createLoginResponse(
      sp: unknown,
      request: object,
      binding: 'post',
      user: object,
      fillIn: () => { id: string; context: string },
    ): Promise<{ context: string }>
  }
  ServiceProvider(settings: object): unknown
  setSchemaValidator(validator: { validate(xml: string): Promise<string> }): void
}

const require = createRequire(import.meta.url)
const { IdentityProvider, ServiceProvider, setSchemaValidator }: Samlify = require('samlify')

// Its own checks of messages would need a Java or libxml; what is signed is checked by its cryptography all the same.
setSchemaValidator({ validate: async () => 'not checked' })

/** Starts it on a free port of 127.0.0.1. */
export async function startSamlIdp(): Promise<TestSamlIdp> {
  const { certificate, privateKey } = selfSignedCertificate('idp.acme.example')
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (typeof address !== 'object' || !address) throw new Error('The identity provider does not listen.')
  const entityId = `http://127.0.0.1:${address.port}/metadata`
  const entryPoint = `http://127.0.0.1:${address.port}/sso`
  const redirect = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect'
  const providerOf = (requestSignatureAlgorithm: string, { isAssertionEncrypted = false } = {}) =>
    IdentityProvider({
      isAssertionEncrypted,
      entityID: entityId,
      privateKey,
      signingCert: certificate,
      requestSignatureAlgorithm,
      singleSignOnService: [{ Binding: redirect, Location: entryPoint }],
      // Not there, but samlify writes a line to the console where none is named.
      singleLogoutService: [{ Binding: redirect, Location: `${entryPoint}/out` }],
    })

  const idp: TestSamlIdp = {
    entryPoint,
    entityId,
    certificate,
    person: {
      nameId: 'ada@acme.example',
      nameIdFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
      attributes: { displayName: 'Ada Lovelace', uid: 'ada', groups: ['crew', 'captains'] },
    },
    async readRequest(url) {
      const query = Object.fromEntries(new URL(url, entryPoint).searchParams)
      const { extract } = await providerOf(sha256).parseLoginRequest(portal({}), 'redirect', { query })
      const { id = '', assertionConsumerServiceUrl: callbackUrl = '' } = (extract.request ?? {}) as Record<
        string,
        string
      >
      return { id, callbackUrl, issuer: String(extract.issuer), relayState: query.RelayState ?? '' }
    },
    async respond(answer) {
      const xml = responseXml({ issuer: entityId, person: idp.person, ...answer })
      const context = answer.beforeSigning?.(xml) ?? xml
      const signed = answer.signed ?? 'assertion'
      const sp = portal({
        wantAssertionsSigned: signed !== 'response',
        wantMessageSigned: signed !== 'assertion',
        ...(answer.encryptFor !== undefined && { encryptCert: answer.encryptFor }),
      })
      const isAssertionEncrypted = answer.encryptFor !== undefined
      const provider = providerOf(answer.signatureAlgorithm ?? sha256, { isAssertionEncrypted })
      const made = await provider.createLoginResponse(sp, { extract: {} }, 'post', {}, () => ({ id: '', context }))
      return made.context
    },
    async stop() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
  server.on('request', async ({ url = '' }, reply) => {
    try {
      const { id, callbackUrl, issuer, relayState } = await idp.readRequest(url)
      const response = await idp.respond({ inResponseTo: id, callbackUrl, audience: issuer })
      reply
        .setHeader('content-type', 'text/html')
        .end(formPage(callbackUrl, { SAMLResponse: response, RelayState: relayState }))
    } catch (error) {
      reply.writeHead(400).end(String(error))
    }
  })
  return idp
}

const sha256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256'

const portal = (wants: { wantAssertionsSigned?: boolean; wantMessageSigned?: boolean; encryptCert?: string }) =>
  ServiceProvider({
    entityID: 'portal',
    ...wants,
    // The message brings its own address; the library only wants to know that there is one.
    assertionConsumerService: [
      { Binding: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST', Location: 'http://portal.invalid' },
    ],
  })

function responseXml(options: SamlAnswer & { issuer: string; person: SamlPerson }): string {
  const { issuer, person, callbackUrl, recipient = callbackUrl, inResponseTo, audience, atMs = Date.now() } = options
  const { subjectInResponseTo = inResponseTo } = options
  const at = (offsetMs: number) => new Date(atMs + offsetMs).toISOString()
  const answers = (id: string | undefined) => (id === undefined ? '' : ` InResponseTo="${id}"`)
  const newId = () => `_${crypto.randomUUID()}`
  const values = (value: string | string[]) =>
    [value].flat().map((each) => `<saml:AttributeValue>${escapeXml(each)}</saml:AttributeValue>`)
  const attributes = Object.entries(person.attributes).map(
    ([name, value]) => `<saml:Attribute Name="${escapeXml(name)}">${values(value).join('')}</saml:Attribute>`,
  )
  const head = (id: string) => `ID="${id}" Version="2.0" IssueInstant="${at(0)}"`
  return [
    `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ${head(newId())} Destination="${escapeXml(callbackUrl)}"${answers(inResponseTo)}>`,
    `<saml:Issuer>${issuer}</saml:Issuer>`,
    '<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>',
    `<saml:Assertion ${head(newId())}><saml:Issuer>${issuer}</saml:Issuer><saml:Subject>`,
    `<saml:NameID Format="${person.nameIdFormat}">${person.nameId}</saml:NameID>`,
    '<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">',
    `<saml:SubjectConfirmationData NotOnOrAfter="${at(300_000)}" Recipient="${escapeXml(recipient)}"${answers(subjectInResponseTo)}/>`,
    '</saml:SubjectConfirmation></saml:Subject>',
    `<saml:Conditions NotBefore="${at(0)}" NotOnOrAfter="${at(300_000)}">`,
    `<saml:AudienceRestriction><saml:Audience>${escapeXml(audience)}</saml:Audience></saml:AudienceRestriction></saml:Conditions>`,
    `<saml:AuthnStatement AuthnInstant="${at(0)}" SessionIndex="${newId()}"><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>`,
    `<saml:AttributeStatement>${attributes.join('')}</saml:AttributeStatement></saml:Assertion></samlp:Response>`,
  ].join('')
}

/** The page that sends a person back to the portal. */
function formPage(action: string, fields: Record<string, string>): string {
  const inputs = Object.entries(fields).map(
    ([name, value]) => `<input type="hidden" name="${name}" value="${escapeXml(value)}">`,
  )
  return `<!doctype html><title>Signing in</title><form method="post" action="${escapeXml(action)}">${inputs.join('')}</form><script>document.forms[0].submit()</script>`
}

const escapeXml = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
