import type { JsonValue } from '@callboard/model'
import {
  createTemplateRenderer,
  type TemplateFilter,
  type TemplateGlobal,
  type TemplateRenderer,
  type TemplateRendererOptions,
} from 'nunjitsu'
import type { TemplatingExtension } from '../../model/index.ts'
import { scaffolderFilters } from './scaffolder-filters.ts'
import { fromTemplateValue, toTemplateValue } from './template-values.ts'

/** What expressions can use in a portal. */
export interface TemplatingOptions {
  /** Those of the extension point. */
  extensions: readonly TemplatingExtension[]
  /** The type of integration that is configured for a host: `github`. */
  integrationType(host: string): string | undefined
  /** How long the expressions of one value, or a batch of files, may take together. What is honest takes a hundredth of it. */
  timeoutMs?: number
}

/** Used where nothing else is said. */
export const defaultTimeoutMs = 1000

/** How one kind of text is read; see nunjitsu. */
export type Syntax = Pick<TemplateRendererOptions, 'cookiecutterCompat' | 'trimBlocks' | 'lstripBlocks'>

/**
 * Checks what the portal adds, and makes what makes renderers.
 *
 * @throws Error naming a filter or global that exists twice, or whose name is no name.
 */
export function rendererFactory({ extensions, integrationType }: TemplatingOptions) {
  const filters: Record<string, TemplateFilter> = {}
  const globals: Record<string, TemplateGlobal> = {}
  for (const extension of [...scaffolderFilters(integrationType), ...extensions]) {
    const registry = extension.kind === 'filter' ? filters : globals
    if (Object.hasOwn(registry, extension.id)) {
      throw new Error(
        `Two templating extensions are called "${extension.id}". Rename one of them, or switch its plugin off.`,
      )
    }
    if (extension.kind === 'filter') filters[extension.id] = (input, ...args) => call(extension.apply, [input, ...args])
    else if (extension.kind === 'function') globals[extension.id] = (...args) => call(extension.call, args)
    else globals[extension.id] = toTemplateValue(extension.value) ?? null
  }
  const create = (syntax: Syntax, more: Record<string, TemplateGlobal> = {}): TemplateRenderer =>
    // Whoever renders bounds the time it takes (bounded-time.ts): a regular expression may backtrack for ever.
    createTemplateRenderer({ ...syntax, filters, globals: { ...globals, ...more }, allowRegexExecution: true })
  // A name that nunjitsu refuses is told at the start, not in the first template.
  create({})
  return create
}

/** Extensions get and give plain JSON. */
function call(
  extension: (...args: (JsonValue | undefined)[]) => JsonValue | undefined,
  args: readonly Parameters<typeof fromTemplateValue>[0][],
) {
  return toTemplateValue(extension(...args.map(fromTemplateValue)))
}
