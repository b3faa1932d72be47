import { definePlugin } from '@callboard/kernel'
import { entities } from '@callboard/plugin-catalog'
import { actions, autocompletes, templating, workspaceStores } from '../model/services.ts'
import { ScaffolderConfig } from './scaffolder-config.ts'

export default definePlugin({
  id: 'scaffolder',
  description: 'Software templates: from a form to a repository, safely and resumably.',
  config: ScaffolderConfig,
  use: { entities },
  provide: { actions, templating, autocompletes, workspaceStores },
  setup() {},
})
