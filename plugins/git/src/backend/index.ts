import { definePlugin } from '@callboard/kernel'
import { git } from '../model/index.ts'
import { createGit } from './create-git.ts'

export default definePlugin({
  id: 'git',
  description: 'Clones, commits and pushes for templates, and keeps repositories on this machine.',
  provide: { git },
  setup({ outgoing, clock, environment }) {
    return { git: createGit({ outgoing, clock, environment }) }
  },
})
