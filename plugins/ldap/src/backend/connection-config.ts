import { Duration, Secret, type Static, Type } from '@callboard/kernel'

/** How a directory is reached; the same for sign-in and for organisation data. */
export const connectionKeys = {
  target: Type.String({
    pattern: '^ldaps?://[^/]+/?$',
    description: 'Address of the directory: `ldaps://ldap.example.net`, with a port where it is not the usual one.',
  }),
  bind: Type.Optional(
    Type.Object(
      {
        dn: Type.String({ minLength: 1, description: 'DN of an account that may search.' }),
        secret: Secret({ description: 'Its password.' }),
      },
      { additionalProperties: false, description: 'Who searches. Default: anybody, if the directory allows it.' },
    ),
  ),
  tls: Type.Optional(
    Type.Object(
      {
        startTls: Type.Optional(
          Type.Boolean({ description: 'Encrypts an `ldap://` connection before anything is sent. Default: false.' }),
        ),
        ca: Type.Optional(
          Type.String({ description: 'A file with the certificate authority, in PEM. Default: those of Node.js.' }),
        ),
        rejectUnauthorized: Type.Optional(
          Type.Boolean({ description: 'Whether the certificate of the directory must be valid. Default: true.' }),
        ),
        keys: Type.Optional(Type.String({ description: 'A file with the private key of the portal, in PEM.' })),
        certs: Type.Optional(Type.String({ description: 'A file with the certificate of the portal, in PEM.' })),
      },
      { additionalProperties: false, description: 'For `ldaps://` and StartTLS.' },
    ),
  ),
  timeout: Type.Optional(
    Duration({ description: 'How long one answer of the directory may take. Default: 10 seconds.' }),
  ),
}

/** How a directory is reached. */
export type ConnectionConfig = Static<ReturnType<typeof Type.Object<typeof connectionKeys>>>

/** How deep below its base a search goes. */
export const scope = (defaultScope: 'one' | 'sub') =>
  Type.Optional(
    Type.Union([Type.Literal('base'), Type.Literal('one'), Type.Literal('sub')], {
      description: `The entry itself, those right below it, or all below it. Default: ${defaultScope}.`,
    }),
  )
