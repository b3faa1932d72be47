import type { Entity } from '@callboard/model'
import { saveFile, useAnnounce, useCall, useLanguageTag, useText } from '@callboard/web'
import { useEffect, useRef, useState } from 'react'
import { type ListBodyValue, queryEntitiesByPredicate } from '../../model/routes-read.ts'
import { type ExportFormat, exportEntities, exportPageSize } from './export-entities.ts'

/** An export of a list, and how far it got. */
export interface Export {
  /** @param question - As for the whole list; JSON gets whole entities. */
  run(format: ExportFormat, question: ListBodyValue): Promise<void>
  /** Undefined when none is under way. */
  readonly progress: { done: number; total: number } | undefined
  cancel(): void
}

/** Exports lists to files, one at a time; leaving the page ends it. */
export function useExport(): Export {
  const t = useText()
  const call = useCall()
  const announce = useAnnounce()
  const language = useLanguageTag()
  const [progress, setProgress] = useState<Export['progress']>()
  const running = useRef<AbortController>(undefined)
  useEffect(() => () => running.current?.abort(), [])

  async function run(format: ExportFormat, { fields, ...question }: ListBodyValue) {
    const controller = new AbortController()
    running.current = controller
    setProgress({ done: 0, total: 0 })
    try {
      const { file, rows, isCut } = await exportEntities({
        format,
        signal: controller.signal,
        onProgress: (done, total) => setProgress({ done, total }),
        async read(cursor) {
          const shown = format === 'csv' && fields ? { fields } : {}
          const body = { ...shown, limit: exportPageSize, ...(cursor ? { cursor } : question) }
          const { items, totalItems, pageInfo } = await call(queryEntitiesByPredicate, { body })
          // Kind and name are among the fields: an entity as far as an export goes.
          return { items: items as Entity[], totalItems, nextCursor: pageInfo.nextCursor }
        },
      })
      saveFile(file, `catalog.${format}`)
      const count = new Intl.NumberFormat(language).format(rows)
      announce(
        isCut
          ? t('export.cut', 'Only the first {count} entities were exported. Narrow the list, or use the API.', {
              count,
            })
          : t('export.done', '{rows, plural, one {# entity was} other {# entities were}} exported.', { rows }),
      )
    } catch (error) {
      if (controller.signal.aborted) announce(t('export.cancelled', 'The export is cancelled.'))
      else {
        const reason = error instanceof Error ? error.message : String(error)
        announce(t('export.failed', 'The export did not work: {reason}', { reason }))
      }
    }
    running.current = undefined
    setProgress(undefined)
  }

  return { run, progress, cancel: () => running.current?.abort() }
}
