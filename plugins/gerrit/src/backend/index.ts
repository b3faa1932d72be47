import { definePlugin } from '@callboard/kernel'

export default definePlugin({ id: 'gerrit', description: 'Scaffolder actions for Gerrit.', setup() {} })
