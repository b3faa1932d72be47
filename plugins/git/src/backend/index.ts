import { definePlugin } from '@callboard/kernel'
import { git } from '../model/index.ts'

export default definePlugin({
  id: 'git',
  description: 'Clones, commits and pushes for templates, and keeps repositories on this machine.',
  provide: { git },
  setup() {
    return { git: undefined as never }
  },
})
