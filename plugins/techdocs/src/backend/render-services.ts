import type { CoreServices } from '@callboard/kernel'
import { CallboardError } from '@callboard/model'
import type { SanitiserOptions } from './sanitise/sanitiser.ts'
import type { RenderServices } from './site/services.ts'
import type { TechdocsConfig } from './techdocs-config.ts'

/** Makes what rendering needs, once for the portal. What it needs itself is loaded then: grammars and parsers cost a start time. */
export async function createRenderServices(
  config: TechdocsConfig,
  { outgoing, cache, clock }: Pick<CoreServices, 'outgoing' | 'cache' | 'clock'>,
): Promise<RenderServices> {
  const [{ createHighlighter }, { createSanitiser }, { createDiagrams }] = await Promise.all([
    import('./highlight/create-highlighter.ts'),
    import('./sanitise/create-sanitiser.ts'),
    import('./diagrams/create-diagrams.ts'),
  ])
  const sanitiser = createSanitiser(sanitiserOptions(config))
  return {
    highlighter: createHighlighter(),
    diagrams: createDiagrams({ config: config.diagrams, outgoing, cache, clock, sanitiser }),
    sanitiser,
    strict: config.renderer['strict-python-markdown'],
  }
}

/** Reads `techdocs.sanitizer`. @throws `techdocs/bad-config` that names the key. */
export function sanitiserOptions({ sanitizer }: TechdocsConfig): SanitiserOptions {
  const tagName = patternOf(sanitizer, 'allowedCustomElementTagNameRegExp')
  const attributeName = patternOf(sanitizer, 'allowedCustomElementAttributeNameRegExp')
  return {
    allowedIframeHosts: sanitizer.allowedIframeHosts,
    additionalAllowedUriProtocols: sanitizer.additionalAllowedURIProtocols,
    ...(tagName && { allowedCustomElementTagName: tagName }),
    ...(attributeName && { allowedCustomElementAttributeName: attributeName }),
  }
}

type Patterns = 'allowedCustomElementTagNameRegExp' | 'allowedCustomElementAttributeNameRegExp'

function patternOf(sanitizer: TechdocsConfig['sanitizer'], key: Patterns): RegExp | undefined {
  const text = sanitizer[key]
  if (text === undefined) return undefined
  try {
    return new RegExp(text)
  } catch (cause) {
    throw new CallboardError({
      name: 'InputError',
      code: 'techdocs/bad-config',
      message: `techdocs.sanitizer.${key} is no regular expression: ${cause instanceof Error ? cause.message : cause}`,
      cause,
    })
  }
}
