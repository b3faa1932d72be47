import { defineAction } from '@callboard/web'
import { runSearchIndex } from '../../model/permissions.ts'
import { type IndexState, runIndex } from '../../model/routes.ts'

/** Has everything of a type indexed now, rather than when it is due. */
export const indexAgain = defineAction<Pick<IndexState, 'type' | 'title' | 'isRunning'>>({
  id: 'search.index-again',
  label: 'Index again',
  icon: 'refresh',
  allow: runSearchIndex,
  disabledReason: ({ isRunning }, t) =>
    isRunning ? t('action.search.index-again.running', 'It is being indexed.') : undefined,
  run: ({ type }, { send }) => send(runIndex, { params: { type } }),
  done: ({ title }, t) =>
    t('action.search.index-again.done', '{title} are being indexed. What was found stays.', { title }),
})
