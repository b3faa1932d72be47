import { definePlugin, rawReply } from '@callboard/kernel'
import { defineErrors, get, Type } from '@callboard/model'
import { providerConfig, signInMethods } from '@callboard/plugin-auth'
import { samlMethod } from './saml-method.ts'

const metadataRoute = get('/metadata', {
  summary: 'Describes the portal to a SAML identity provider: its name, and where it takes answers.',
  access: 'public',
  reply: Type.Unknown(),
})

const errors = defineErrors('saml', {
  notConfigured: {
    name: 'NotFoundError',
    message: 'People do not sign in to this portal by SAML.',
    hint: 'Set auth.providers.saml.',
  },
})

export default definePlugin({
  id: 'saml',
  description: 'Sign-in by a SAML identity provider.',
  otherConfig: providerConfig(samlMethod(() => {})),
  use: { signInMethods },
  setup({ http, signInMethods }) {
    let metadata: string | undefined
    signInMethods.add(
      samlMethod((xml) => {
        metadata = xml
      }),
    )
    http.serve(metadataRoute, () => {
      if (metadata === undefined) throw errors.notConfigured({})
      return rawReply({ type: 'application/samlmetadata+xml', body: metadata })
    })
  },
})
