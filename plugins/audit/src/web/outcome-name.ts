import type { TagProps, Text } from '@callboard/web'
import type { Outcome } from './audit-view.ts'

/** How people say it. */
export function outcomeName(outcome: Outcome, t: Text): string {
  if (outcome === 'succeeded') return t('audit.succeeded', 'Done')
  if (outcome === 'failed') return t('audit.failed', 'Failed')
  return t('audit.denied', 'Denied')
}

/** What it is shown in. */
export const outcomeTone: Record<Outcome, TagProps['tone']> = { succeeded: 'good', failed: 'warning', denied: 'bad' }
