import { Button, useAnnounce, useText } from '@callboard/web'
import { refOf } from '../entity-names.ts'
import { useStarred } from '../starred.ts'
import { ExportMenu } from './ExportMenu.tsx'
import type { ExportFormat } from './export-entities.ts'
import type { Selection } from './selection.ts'

/** What a {@link BulkBar} works on. */
export interface BulkBarProps {
  selection: Selection
  onExport: (format: ExportFormat) => void
}

/** What can be done with all entities that are ticked. */
export function BulkBar({ selection, onExport }: BulkBarProps) {
  const t = useText()
  const announce = useAnnounce()
  const starred = useStarred()
  const refs = selection.entities.map(refOf)
  if (refs.length === 0) return null
  const isStarred = refs.every((ref) => starred.has(ref))

  async function copy() {
    try {
      await navigator.clipboard.writeText(refs.join('\n'))
      announce(t('bulk.copied', '{count, plural, one {# ref is} other {# refs are}} copied.', { count: refs.length }))
    } catch {
      announce(t('bulk.not-copied', 'The browser did not allow copying.'))
    }
  }

  return (
    <section className="cat-bar" aria-label={t('bulk', 'Selected entities')}>
      <span role="status">{t('bulk.count', '{count} selected', { count: refs.length })}</span>
      <Button icon="star" onPress={() => void starred.toggle(refs)}>
        {isStarred ? t('bulk.unstar', 'Remove stars') : t('bulk.star', 'Star all')}
      </Button>
      <Button icon="copy" onPress={() => void copy()}>
        {t('bulk.copy', 'Copy refs')}
      </Button>
      <ExportMenu label={t('bulk.export', 'Export selected')} onFormat={onExport} />
      <Button look="quiet" icon="close" onPress={selection.clear}>
        {t('bulk.clear', 'Clear selection')}
      </Button>
    </section>
  )
}
