import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'

/** A key and a certificate that it has signed itself, both in PEM. */
export interface TestCertificate {
  certificate: string
  privateKey: string
}

/**
 * Makes a certificate for a server of a test, valid from yesterday for a month; whoever shall trust it takes it as the
 * authority as well. No key needs to be kept in the repository this way, and no OpenSSL on the machine.
 *
 * @param host - The DNS name that it is for.
 */
export function selfSignedCertificate(host: string): TestCertificate {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const name = sequence(set(sequence(oid('2.5.4.3'), text(host))))
  const dayMs = 86_400_000
  const validity = sequence(time(Date.now() - dayMs), time(Date.now() + 30 * dayMs))
  const isAuthority = sequence(oid('2.5.29.19'), der(0x01, bytes(0xff)), octets(sequence(der(0x01, bytes(0xff)))))
  const names = sequence(oid('2.5.29.17'), octets(sequence(der(0x82, Buffer.from(host)))))
  const content = sequence(
    der(0xa0, integer(bytes(2))),
    // A positive number: its first bit is not set.
    integer(Buffer.concat([bytes(0x40), randomBytes(8)])),
    algorithm,
    name,
    validity,
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(isAuthority, names)),
  )
  const signature = der(0x03, bytes(0), sign('sha256', content, privateKey))
  const base64 =
    sequence(content, algorithm, signature)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return {
    certificate: ['-----BEGIN CERTIFICATE-----', ...base64, '-----END CERTIFICATE-----', ''].join('\n'),
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}

const bytes = (...values: number[]) => Buffer.from(values)

/** A value in DER: what it is, how long it is, and its content. */
function der(tag: number, ...content: Buffer[]): Buffer {
  const body = Buffer.concat(content)
  if (body.length < 0x80) return Buffer.concat([bytes(tag, body.length), body])
  const length = Buffer.from(body.length.toString(16).padStart(4, '0'), 'hex')
  return Buffer.concat([bytes(tag, 0x80 + length.length), length, body])
}

const sequence = (...content: Buffer[]) => der(0x30, ...content)
const set = (...content: Buffer[]) => der(0x31, ...content)
const integer = (content: Buffer) => der(0x02, content)
const octets = (content: Buffer) => der(0x04, content)
const text = (value: string) => der(0x0c, Buffer.from(value))
const time = (ms: number) => der(0x18, Buffer.from(`${new Date(ms).toISOString().replace(/\D/g, '').slice(0, 14)}Z`))

function oid(name: string): Buffer {
  const [first = 0, second = 0, ...rest] = name.split('.').map(Number)
  const septets = (value: number): number[] => (value < 0x80 ? [value] : [...septets(value >> 7), value & 0x7f])
  const marked = rest.flatMap((part) =>
    septets(part).map((each, index, all) => (index < all.length - 1 ? each | 0x80 : each)),
  )
  return der(0x06, bytes(first * 40 + second, ...marked))
}

/** sha256WithRSAEncryption */
const algorithm = sequence(oid('1.2.840.113549.1.1.11'), der(0x05))
