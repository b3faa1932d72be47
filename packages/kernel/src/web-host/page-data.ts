import { extensionPoint } from '@callboard/model'
import type { Logger } from '../logs/logger.ts'

/** Something every page of the web app would ask for first. In the page itself it costs no request. */
export interface PageDataSource {
  /** What the browser finds it under: `signIn`. */
  id: string
  /**
   * Called for every page that is sent, so answer from memory. Whoever opens the portal can read it, signed in or not.
   *
   * @returns What JSON can hold.
   */
  read(): unknown
}

/** Where plugins add what the page brings along. */
export const pageData = extensionPoint<PageDataSource>(
  'kernel.page-data',
  'Public data that the page brings along, so that the browser need not ask for it.',
)

/** Everything the sources say now. What fails is left out: the browser asks for it. */
export function readPageData(sources: readonly PageDataSource[], log: Logger): Record<string, unknown> {
  return Object.fromEntries(
    sources.flatMap(({ id, read }) => {
      try {
        return [[id, read()]]
      } catch (error) {
        log.warn('page data left out', { id, error })
        return []
      }
    }),
  )
}
