import { definePlugin } from '@callboard/kernel'
import { providerConfig, signInMethods } from '@callboard/plugin-auth'
import { ldapMethod } from './sign-in.ts'

export default definePlugin({
  id: 'ldap',
  description: 'Sign-in by an LDAP directory, and its people and groups in the catalog.',
  otherConfig: providerConfig(ldapMethod),
  use: { signInMethods },
  setup({ signInMethods }) {
    signInMethods.add(ldapMethod)
  },
})
