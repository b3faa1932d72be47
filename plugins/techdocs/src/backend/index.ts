import { definePlugin } from '@callboard/kernel'
import { TechdocsConfig } from './techdocs-config.ts'

export default definePlugin({
  id: 'techdocs',
  description: 'Docs: Markdown sites, read straight from their source.',
  config: TechdocsConfig,
  setup() {},
})
