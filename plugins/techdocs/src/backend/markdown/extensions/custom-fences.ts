import type { Settings } from '../extension.ts'

/** A fence that a site shows in its own way: `custom_fences` of `pymdownx.superfences`. */
export interface CustomFence {
  className: string
  /** `pre` around code, or only a `div`. */
  tag: 'pre' | 'div'
}

/** The fences of a site by language. Mermaid is always one: the reader draws what it finds in it. */
export function readCustomFences(settings: Settings | undefined): ReadonlyMap<string, CustomFence> {
  const listed: unknown[] = Array.isArray(settings?.custom_fences) ? settings.custom_fences : []
  const fences = listed.flatMap((entry): [string, CustomFence][] => {
    const { name, class: className = name, format } = Object(entry) as Record<string, unknown>
    // The function of Python that writes it; of others only the class is known, and their code is shown as code.
    const [, tag] = /fence_(code|div)_format/.exec(String(format)) ?? []
    return typeof name === 'string' && tag
      ? [[name, { className: String(className), tag: tag === 'div' ? 'div' : 'pre' }]]
      : []
  })
  return new Map([...fences, ['mermaid', { className: 'mermaid', tag: 'pre' }]])
}

/** @param code - Escaped. */
export function customHtml({ className, tag }: CustomFence, code: string): string {
  const name = className.replace(/["&<>]/g, '')
  return tag === 'div' ? `<div class="${name}">${code}</div>` : `<pre class="${name}"><code>${code}</code></pre>`
}
