import { X509Certificate } from 'node:crypto'
import { Secret, type Static, Type } from '@callboard/kernel'
import { redirectKeys } from '@callboard/plugin-auth'

const attribute = (description: string) => Type.Optional(Type.String({ minLength: 1, description }))

/** The own keys of the block `auth.providers.saml`. */
export const samlKeys = {
  entryPoint: Type.String({ pattern: '^https?://', description: 'Where the identity provider signs people in.' }),
  issuer: Type.String({ minLength: 1, description: 'The name (entity id) of the portal at the identity provider.' }),
  cert: Type.Union([Type.String({ minLength: 1 }), Type.Array(Type.String({ minLength: 1 }), { minItems: 1 })], {
    description: 'The certificate with which the identity provider signs, in PEM or Base64; two while it is replaced.',
  }),
  audience: Type.Optional(Type.String({ description: 'Whom assertions must be meant for. Default: the issuer.' })),
  wantAssertionsSigned: Type.Optional(
    Type.Boolean({ description: 'Whether the assertion itself must be signed. Default: it or the whole response.' }),
  ),
  wantAuthnResponseSigned: Type.Optional(
    Type.Boolean({ description: 'Whether the whole response must be signed. Default: it or the assertion.' }),
  ),
  acceptedClockSkewMs: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 600_000, description: 'How far the clocks may differ. Default: 60000.' }),
  ),
  privateKey: Type.Optional(Secret({ description: 'A key in PEM, with which the portal signs what it asks.' })),
  signatureAlgorithm: Type.Optional(
    Type.Union([Type.Literal('sha256'), Type.Literal('sha512')], { description: 'For "privateKey". Default: sha256.' }),
  ),
  decryptionPvk: Type.Optional(
    Secret({ description: 'A key in PEM, for identity providers that encrypt assertions.' }),
  ),
  authnContext: Type.Optional(
    Type.Array(Type.String(), { description: 'How people must prove who they are. Default: as the provider wants.' }),
  ),
  identifierFormat: Type.Optional(
    Type.String({ description: 'The format of the NameID to ask for. Default: the one of the provider.' }),
  ),
  attributes: Type.Optional(
    Type.Object(
      {
        email: attribute('Default: the usual names of it, else a NameID that is an email address.'),
        displayName: attribute('Default: the usual names of it.'),
        username: attribute('For resolvers by name. Default: the usual names of it.'),
        groups: attribute('For "signIn.allow". Default: the usual names of it.'),
      },
      { additionalProperties: false, description: 'The attributes of an assertion that say what.' },
    ),
  ),
  ...redirectKeys,
}

/** The block `auth.providers.saml`. */
export type SamlConfig = Static<ReturnType<typeof Type.Object<typeof samlKeys>>>

/**
 * The certificates in PEM.
 *
 * @throws Error that names the key: the library would only find out when somebody signs in.
 */
export const certificatesOf = ({ cert }: SamlConfig, key: string): string[] =>
  [cert].flat().map((text, index, all) => {
    const isPem = text.includes('-----BEGIN')
    try {
      return new X509Certificate(isPem ? text : Buffer.from(text, 'base64')).toString()
    } catch (cause) {
      const at = all.length > 1 ? `${key}.cert[${index}]` : `${key}.cert`
      throw new Error(`${at} is no certificate in PEM or Base64.`, { cause })
    }
  })
