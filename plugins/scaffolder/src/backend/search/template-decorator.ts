import type { Credentials } from '@callboard/kernel'
import type { Entity } from '@callboard/model'
import type { Entities } from '@callboard/plugin-catalog'
import type { Decorator, SearchDocument } from '@callboard/plugin-search'

/** So much of a form is found; nobody reads longer ones. */
const mostTexts = 200
const longestText = 500
const maxDepth = 8

/**
 * Lets templates be found by what their forms ask for and what their steps do: in fields of their own, so that the text of
 * the template stays what its authors wrote about it.
 */
export function templateDecorator(entities: Entities, own: () => Credentials): Decorator {
  return {
    types: ['software-catalog'],
    async decorate(documents) {
      const refs = documents.flatMap(({ kind, authorization }) =>
        kind === 'Template' && authorization ? [authorization.resourceRef] : [],
      )
      if (refs.length === 0) return documents
      const found = await entities.listByRefs(refs, { credentials: own() })
      const byRef = new Map(refs.map((ref, index) => [ref, found[index]]))
      return documents.map((document) => decorated(document, byRef.get(document.authorization?.resourceRef ?? '')))
    },
  }
}

function decorated(document: SearchDocument, template: Entity | undefined): SearchDocument {
  if (!template) return document
  const form = textsIn(template.spec?.parameters)
  const steps = [template.spec?.steps].flat().flatMap((step) => textAt(step, 'name'))
  return {
    ...document,
    ...(form.length > 0 && { form }),
    ...(steps.length > 0 && { steps: steps.slice(0, mostTexts) }),
  }
}

/** The titles and descriptions of pages and fields, wherever in the schemas they stand. */
function textsIn(parameters: unknown): string[] {
  const texts = new Set<string>()
  const visit = (node: unknown, depth: number) => {
    if (texts.size >= mostTexts || depth > maxDepth || typeof node !== 'object' || node === null) return
    for (const text of [...textAt(node, 'title'), ...textAt(node, 'description')]) texts.add(text)
    for (const child of Object.values(node)) visit(child, depth + 1)
  }
  visit(parameters, 0)
  return [...texts].slice(0, mostTexts)
}

/** A template is what somebody wrote: any part may be missing, or something else. */
function textAt(node: unknown, key: string): string[] {
  const value = typeof node === 'object' && node !== null ? (node as Record<string, unknown>)[key] : undefined
  return typeof value === 'string' && value !== '' ? [value.slice(0, longestText)] : []
}
