import { Button, Since, useText } from '@callboard/web'
import type { Draft } from './drafts.ts'

/** What a {@link DraftNotice} shows. */
export interface DraftNoticeProps {
  draft: Draft
  onDiscard: () => void
}

/** Says that the form goes on where somebody left it, and lets them begin afresh. */
export function DraftNotice({ draft, onDiscard }: DraftNoticeProps) {
  const t = useText()
  return (
    <div className="scf-draft" role="status">
      <p>
        {t('draft.restored', 'You go on with the answers that this browser has kept. Secrets are never kept.')}{' '}
        <span className="cb-muted">
          <Since at={draft.savedAt} />
        </span>
      </p>
      <Button onPress={onDiscard}>{t('draft.discard', 'Begin afresh')}</Button>
    </div>
  )
}
