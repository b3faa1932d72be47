import { definePlugin } from '@callboard/kernel'
import { searchPermissions } from '../model/permissions.ts'
import { collators, decorators } from '../model/services.ts'
import { SearchConfig } from './search-config.ts'

export default definePlugin({
  id: 'search',
  description: 'Search: one box for everything.',
  config: SearchConfig,
  permissions: searchPermissions,
  provide: { collators, decorators },
  setup() {},
})
