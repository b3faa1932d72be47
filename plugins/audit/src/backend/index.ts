import { definePlugin } from '@callboard/kernel'

export default definePlugin({ id: 'audit', setup() {} })
