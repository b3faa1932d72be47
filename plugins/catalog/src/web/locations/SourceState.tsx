import type { Static } from '@callboard/model'
import { Tag, useText } from '@callboard/web'
import type { SourceObject } from '../../model/routes-insight.ts'

/** A source as the catalog lists it. */
export type Source = Static<typeof SourceObject>

/** How it stands with a source, in one word. */
export function SourceState({ state }: { state: Source['state'] }) {
  const t = useText()
  switch (state) {
    case 'ok':
      return <Tag tone="good">{t('sources.state.ok', 'Read')}</Tag>
    case 'failing':
      return <Tag tone="bad">{t('sources.state.failing', 'Failing')}</Tag>
    case 'reading':
      return <Tag>{t('sources.state.reading', 'Being read')}</Tag>
    case 'waiting':
      return <Tag>{t('sources.state.waiting', 'Waiting')}</Tag>
  }
}
