import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Attempt, callbackUrl, issuer, requestWith, type SamlBench, startBench } from './fixtures/bench.ts'

let bench: SamlBench
beforeAll(async () => {
  bench = await startBench()
})
afterAll(() => bench[Symbol.asyncDispose]())

const assertionIn = (xml: string) => /<saml:Assertion.*<\/saml:Assertion>/s.exec(xml)?.[0] ?? ''
const signatureIn = (xml: string) => /<ds:Signature.*?<\/ds:Signature>/s.exec(xml)?.[0] ?? ''
/** Unsigned, under a name of its own, and about somebody else. */
const evil = (xml: string) =>
  assertionIn(xml)
    .replace(signatureIn(xml), '')
    .replace(/ ID="[^"]*"/, ' ID="_evil"')
    .replace('ada@acme.example', 'admin@acme.example')
const inMessage = (xml: string, change: (assertion: string) => string) =>
  xml.replace(assertionIn(xml), change(assertionIn(xml)).replaceAll('$', '$$$$'))

describe('is refused', () => {
  test.each<Attempt & { why: string; says: string | RegExp }>([
    {
      why: 'an assertion without a signature',
      onTheWay: (xml) => xml.replace(signatureIn(xml), ''),
      says: 'Invalid signature',
    },
    {
      why: 'a response whose signature was taken off',
      answer: { signed: 'response' },
      onTheWay: (xml) => xml.replace(signatureIn(xml), ''),
      says: 'Invalid signature',
    },
    {
      why: 'an assertion that was changed after it was signed',
      onTheWay: (xml) => xml.replace('ada@acme.example', 'eve@acme.example'),
      says: 'Invalid signature',
    },
    {
      why: 'an attribute that was added after the signing',
      onTheWay: (xml) => xml.replace('>captains<', '>captains</saml:AttributeValue><saml:AttributeValue>admins<'),
      says: 'Invalid signature',
    },
    {
      why: 'an assertion signed by somebody else, who sends the certificate along',
      from: () => bench.stranger,
      onTheWay: (xml) => {
        expect(xml).toContain('X509Certificate')
        return xml
      },
      says: 'Invalid signature',
    },
    {
      why: 'a signed response, where the assertion must be signed',
      answer: { signed: 'response' },
      config: { wantAssertionsSigned: true },
      says: 'Invalid signature',
    },
    {
      why: 'a signed assertion, where the response must be signed',
      config: { wantAuthnResponseSigned: true },
      says: 'Invalid document signature',
    },
    {
      why: 'a signature with SHA-1',
      answer: { signatureAlgorithm: 'http://www.w3.org/2000/09/xmldsig#rsa-sha1' },
      says: 'signed with SHA-1',
    },
    {
      why: 'a signature with SHA-1 whose name is escaped',
      answer: { signatureAlgorithm: 'http://www.w3.org/2000/09/xmldsig#rsa-sha1' },
      onTheWay: (xml) => xml.replaceAll('sha1"', 'sha&#49;"'),
      says: 'signed with SHA-1',
    },
    {
      why: 'a signature with SHA-1 between comments that look like a wrapped key',
      answer: { signatureAlgorithm: 'http://www.w3.org/2000/09/xmldsig#rsa-sha1' },
      onTheWay: (xml) =>
        xml
          .replace('<ds:SignatureMethod', '<!--<EncryptionMethod>--><ds:SignatureMethod')
          .replace('</ds:SignedInfo>', '<!--</EncryptionMethod>--></ds:SignedInfo>'),
      says: 'signed with SHA-1',
    },
    {
      why: 'a digest with SHA-1 between comments that look like a wrapped key',
      onTheWay: (xml) =>
        xml
          .replace(
            /<ds:DigestMethod[^>]*>/,
            '<!--<EncryptionMethod>--><ds:DigestMethod Algorithm="http://www.w3.org/2000/09/xmldsig#sha1"/>',
          )
          .replace('<ds:DigestValue>', '<!--</EncryptionMethod>--><ds:DigestValue>'),
      says: 'signed with SHA-1',
    },
    {
      why: 'signature wrapping: a second assertion before the signed one',
      onTheWay: (xml) => inMessage(xml, (signed) => evil(xml) + signed),
      says: 'multiple assertions',
    },
    {
      why: 'signature wrapping: a second assertion after the signed one',
      onTheWay: (xml) => inMessage(xml, (signed) => signed + evil(xml)),
      says: 'multiple assertions',
    },
    {
      why: 'signature wrapping: the signed assertion hidden in an extension',
      onTheWay: (xml) => inMessage(xml, (signed) => `<samlp:Extensions>${signed}</samlp:Extensions>${evil(xml)}`),
      says: 'Invalid signature',
    },
    {
      why: 'signature wrapping: the signed assertion hidden within the forged one',
      onTheWay: (xml) =>
        inMessage(xml, (signed) =>
          evil(xml).replace('<saml:Subject>', `<saml:Advice>${signed}</saml:Advice><saml:Subject>`),
        ),
      says: /Invalid signature|Cannot/,
    },
    {
      why: 'signature wrapping: the forged assertion carries the signature, with the signed one inside of it',
      onTheWay: (xml) => {
        const signature = signatureIn(xml)
        const original = assertionIn(xml).replace(signature, '')
        const carrying = signature.replace('</ds:Signature>', `<ds:Object>${original}</ds:Object></ds:Signature>`)
        return inMessage(xml, () => evil(xml).replace('<saml:Subject>', `${carrying}<saml:Subject>`))
      },
      says: 'Invalid signature',
    },
    {
      why: 'signature wrapping: the forged assertion under the id of the signed one',
      onTheWay: (xml) =>
        inMessage(xml, (signed) => {
          const id = / ID="[^"]*"/.exec(signed)?.[0] ?? ''
          const carrying = evil(xml)
            .replace(' ID="_evil"', id)
            .replace('<saml:Subject>', `${signatureIn(xml)}<saml:Subject>`)
          return `<samlp:Extensions>${signed.replace(signatureIn(xml), '')}</samlp:Extensions>${carrying}`
        }),
      says: 'Invalid signature',
    },
    {
      why: 'signature wrapping: a forged response around the signed one',
      answer: { signed: 'response' },
      onTheWay: (xml) => {
        const forged = xml.replace(signatureIn(xml), '').replace(/ ID="[^"]*"/, ' ID="_forged"')
        const hidden = xml.replace(/^<\?xml[^>]*>/, '')
        return inMessage(forged, () => `${evil(xml)}`).replace(
          '<samlp:Status>',
          `<samlp:Extensions>${hidden}</samlp:Extensions><samlp:Status>`,
        )
      },
      says: 'Invalid signature',
    },
    {
      why: 'an assertion of an hour ago',
      answer: { atMs: Date.now() - 3_600_000 },
      says: /expired|No valid subject confirmation/,
    },
    { why: 'an assertion of tomorrow', answer: { atMs: Date.now() + 86_400_000 }, says: 'not yet valid' },
    {
      why: 'an assertion that has just ended, with a stricter clock',
      answer: { atMs: Date.now() - 310_000 },
      config: { acceptedClockSkewMs: 0 },
      says: /expired|No valid subject confirmation/,
    },
    {
      why: 'an assertion for another service',
      answer: { audience: 'https://other.example' },
      says: 'audience mismatch',
    },
    {
      why: 'an assertion for nobody in particular',
      answer: { beforeSigning: (xml) => xml.replace(/<saml:AudienceRestriction>.*<\/saml:AudienceRestriction>/, '') },
      says: 'no AudienceRestriction',
    },
    {
      why: 'an assertion that was given to another service',
      answer: { recipient: 'https://other.example/acs' },
      says: 'not given to this portal',
    },
    {
      why: 'an assertion that says not to whom it was given',
      answer: { beforeSigning: (xml) => xml.replace(/ Recipient="[^"]*"/, '') },
      says: 'not given to this portal',
    },
    {
      why: 'an assertion that needs more than to be carried',
      answer: { beforeSigning: (xml) => xml.replace('cm:bearer', 'cm:holder-of-key') },
      says: 'not given to this portal',
    },
    {
      why: 'an assertion without an end',
      answer: { beforeSigning: (xml) => xml.replaceAll(/ NotOnOrAfter="[^"]*"/g, '') },
      says: 'NotOnOrAfter',
    },
    {
      why: 'an answer that nobody has asked for',
      answer: { inResponseTo: undefined as never },
      says: 'InResponseTo is missing',
    },
    { why: 'an answer to an unknown request', answer: { inResponseTo: '_unknown' }, says: 'InResponseTo is not valid' },
    {
      why: 'an assertion that answers another request, in an unsigned response that answers this one',
      answer: { subjectInResponseTo: '_another' },
      says: 'InResponseTo',
    },
    {
      why: 'an assertion that answers no request, in an unsigned response that answers this one',
      answer: { beforeSigning: (xml) => xml.replace(/(Recipient="[^"]*") InResponseTo="[^"]*"/, '$1') },
      says: 'answers another sign-in',
    },
    {
      why: 'a document type definition',
      onTheWay: (xml) => `<!DOCTYPE r [<!ENTITY who "admin">]>${xml}`,
      says: 'document type definition',
    },
    {
      why: 'an external entity, which would read a file',
      onTheWay: (xml) => `<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>${xml.replace('Ada Lovelace', '&x;')}`,
      says: 'document type definition',
    },
    {
      why: 'a response without an assertion',
      onTheWay: (xml) => xml.replace(assertionIn(xml), ''),
      says: 'Missing SAML assertion',
    },
    {
      why: 'a failure of the identity provider, which is told',
      onTheWay: (xml) => xml.replace(assertionIn(xml), '').replace('status:Success', 'status:Responder'),
      says: 'Responder',
    },
    { why: 'what is no XML', onTheWay: () => 'hello', says: /./ },
    { why: 'an empty message', onTheWay: () => '', says: 'There is no SAMLResponse.' },
  ])('$why', async ({ why: _why, says, ...attempt }) => {
    const refusal = await bench.signIn(attempt).then(
      ({ claims }) => `signed in as ${claims.sub}`,
      (error: Error) => error.message,
    )
    expect(refusal).toMatch(/^The answer of the identity provider was refused\. /)
    expect(refusal).toMatch(says)
  })

  test('the answer to the sign-in of another browser', async () => {
    const method = await bench.create()
    const [mine, theirs] = [await bench.start(method), await bench.start(method)]
    const response = await bench.idp.respond({ inResponseTo: theirs.asked.id, callbackUrl, audience: issuer })
    const request = requestWith({ SAMLResponse: response })
    await expect(method.finish({ keep: mine.keep, request })).rejects.toThrow('InResponseTo is not valid')
    expect((await method.finish({ keep: theirs.keep, request })).claims.sub).toBe('ada@acme.example')
  })

  test('an attempt that nobody has kept', async () => {
    const method = await bench.create()
    const { asked } = await bench.start(method)
    const response = await bench.idp.respond({ inResponseTo: asked.id, callbackUrl, audience: issuer })
    await expect(method.finish({ keep: {}, request: requestWith({ SAMLResponse: response }) })).rejects.toThrow(
      'refused',
    )
  })
})

test.each([
  { why: 'by a comment', put: '<!-- -->' },
  { why: 'by an empty comment', put: '<!---->' },
  { why: 'by a processing instruction', put: '<?x y?>' },
])('a name that was cut in two $why is not taken for its first half', async ({ put }) => {
  const nameId = 'admin@acme.example.evil.example'
  const answer = { person: { ...bench.idp.person, nameId } }
  expect((await bench.signIn({ answer })).claims.sub).toBe(nameId)
  const outcome = await bench.signIn({ answer, onTheWay: (xml) => xml.replace('.evil', `${put}.evil`) }).then(
    ({ claims }) => claims.sub,
    () => 'refused',
  )
  expect([nameId, 'refused']).toContain(outcome)
})
