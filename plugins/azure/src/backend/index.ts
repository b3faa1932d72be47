import { definePlugin } from '@callboard/kernel'

export default definePlugin({ id: 'azure', description: 'Scaffolder actions for Azure DevOps.', setup() {} })
