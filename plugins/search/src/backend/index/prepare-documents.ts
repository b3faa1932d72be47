import type { Logger } from '@callboard/kernel'
import type { SearchDocument } from '../../model/document.ts'
import type { Decorator } from '../../model/services.ts'

/** Makes documents ready for an engine: decorated, and only those that may lead somewhere. */
export type PrepareDocuments = (type: string, documents: readonly SearchDocument[]) => Promise<SearchDocument[]>

export function documentPreparation(options: {
  decorators: () => readonly Decorator[]
  log: Logger
}): PrepareDocuments {
  return async (type, documents) => {
    let prepared = documents
    for (const decorator of inOrder(options.decorators(), type)) prepared = await decorator.decorate(prepared, type)
    return prepared.filter((document) => {
      const reason = flawOf(document)
      if (reason) options.log.warn('document dropped', { type, location: String(document.location), reason })
      return reason === undefined
    })
  }
}

/** Those for all types first (spec/search.md 1). */
function inOrder(decorators: readonly Decorator[], type: string): Decorator[] {
  const isForAll = ({ types }: Decorator) => types === undefined || types.includes('*')
  return [
    ...decorators.filter(isForAll),
    ...decorators.filter((decorator) => !isForAll(decorator) && decorator.types?.includes(type)),
  ]
}

/** Collators and decorators are other people's code. */
function flawOf({ title, text, location }: SearchDocument): string | undefined {
  if (![title, text, location].every((field) => typeof field === 'string')) return 'field-missing'
  return leadsSomewhere(location) ? undefined : 'location-not-http'
}

/** Whether following it opens a page: `javascript:` and its like never leave the server (spec/search.md 3). */
function leadsSomewhere(location: string): boolean {
  const url = URL.parse(location, 'http://portal.invalid')
  return url !== null && (url.protocol === 'http:' || url.protocol === 'https:')
}
