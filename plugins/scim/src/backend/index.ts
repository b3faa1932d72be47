import { definePlugin } from '@callboard/kernel'

export default definePlugin({ id: 'scim', setup() {} })
