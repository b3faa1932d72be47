/** A part of an assertion as the library parses it: children are lists, `$` holds the attributes. */
interface XmlNode {
  $?: Record<string, string>
  [child: string]: XmlNode[] | Record<string, string> | undefined
}

/**
 * Refuses what the library would take.
 *
 * - A DTD: no SAML message has one, and what its entities stand for depends on who reads it.
 * - Signatures with SHA-1, which can be forged; the algorithm is chosen by whoever wrote the message. In an encrypted
 *   assertion they are not seen.
 *
 * @throws Error whose message says why.
 */
export function checkText(xml: string): void {
  if (/<!(DOCTYPE|ENTITY)/i.test(xml)) throw new Error('It has a document type definition.')
  for (const [, quoted = ''] of xml.replace(keyEncryption, '').matchAll(/\bAlgorithm\s*=\s*("[^"]*"|'[^']*')/g)) {
    // An escaped letter hides the name from this look, and not from the library.
    if (quoted.includes('&') || /sha1["']$/i.test(quoted)) throw new Error('It is signed with SHA-1.')
  }
}

/**
 * How the key of an encrypted assertion is wrapped. SHA-1 is usual and harmless there, as the mask of OAEP. Nothing but its
 * two parameters may be within: whatever else is put there is looked at.
 */
const keyEncryption =
  /<([\w.-]+:)?EncryptionMethod\b[^<>]*>(?:\s*<(?:[\w.-]+:)?(?:DigestMethod|MGF)\b[^<>]*>(?:\s*<\/(?:[\w.-]+:)?(?:DigestMethod|MGF)>)?)*\s*<\/\1?EncryptionMethod>/g

/**
 * Checks that an assertion is an answer to this very attempt and was given to this very portal. The library looks only at
 * the response around it, which need not be signed.
 *
 * @param assertion - The signed one, as the library parses it.
 * @throws Error whose message says why.
 */
export function checkConfirmation(
  assertion: Record<string, unknown> | undefined,
  expected: { recipient: string; inResponseTo: string; nowMs: number; skewMs: number },
): void {
  const { Subject } = (assertion?.Assertion ?? {}) as XmlNode
  const confirmations = childrenOf(childrenOf({ Subject }, 'Subject')[0], 'SubjectConfirmation')
  const isBearer = confirmations.filter(({ $ }) => $?.Method === 'urn:oasis:names:tc:SAML:2.0:cm:bearer')
  const data = isBearer.map((confirmation) => childrenOf(confirmation, 'SubjectConfirmationData')[0]?.$ ?? {})
  const given = data.filter(({ Recipient }) => Recipient === expected.recipient)
  if (given.length === 0) throw new Error('Its assertion was not given to this portal (Recipient).')
  const answers = given.filter(({ InResponseTo }) => InResponseTo === expected.inResponseTo)
  if (answers.length === 0) throw new Error('Its assertion answers another sign-in (InResponseTo).')
  const endsMs = Math.max(...answers.map(({ NotOnOrAfter = '' }) => Date.parse(NotOnOrAfter) || 0))
  if (endsMs + expected.skewMs <= expected.nowMs) throw new Error('Its assertion is too old (NotOnOrAfter).')
}

function childrenOf(node: XmlNode | undefined, name: string): XmlNode[] {
  const children = node?.[name]
  return Array.isArray(children) ? children : []
}
