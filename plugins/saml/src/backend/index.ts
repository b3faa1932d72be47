import { definePlugin } from '@callboard/kernel'

export default definePlugin({ id: 'saml', setup() {} })
