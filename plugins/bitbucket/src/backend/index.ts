import { definePlugin } from '@callboard/kernel'

export default definePlugin({ id: 'bitbucket', description: 'Scaffolder actions for Bitbucket.', setup() {} })
