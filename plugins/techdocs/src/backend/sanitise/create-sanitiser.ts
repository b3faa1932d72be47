import { Parser } from 'htmlparser2'
import { allowedElements, commonAttributes, droppedWithContent, voidElements } from './allowed-markup.ts'
import { attributeRules, cleanInput, cleanLink } from './attribute-rules.ts'
import type { Sanitiser, SanitiserOptions } from './sanitiser.ts'
import { shallowTokenizer } from './shallow-tokenizer.ts'

/**
 * Makes the sanitiser of a portal.
 *
 * What it writes is safe however a browser reads it, also where the browser builds another tree than this parser (the ground of
 * "mutation" attacks): every `<` is the start of a tag written here, of an allowed element with checked attributes in quotes,
 * text and values are escaped throughout, there is no element whose content is read as something else than elements and text,
 * and no rule depends on where an element ends up. The browser cleans once more, with another library.
 */
export function createSanitiser(given: SanitiserOptions): Sanitiser {
  const options = {
    ...given,
    allowedCustomElementTagName: withoutState(given.allowedCustomElementTagName),
    allowedCustomElementAttributeName: withoutState(given.allowedCustomElementAttributeName),
  }
  const rules = attributeRules(options)
  return {
    clean(html) {
      const first = cleanOnce(html, options, rules)
      // Without the elements that went, others may close differently: read again, the result stays as it is.
      return first.isWhole ? first.html : cleanOnce(first.html, options, rules).html
    },
  }
}

// Browsers flatten at 512. Real pages have some thirty.
const maxDepth = 250

type Attributes = Map<string, string>
type Rules = ReturnType<typeof attributeRules>

function cleanOnce(html: string, options: SanitiserOptions, rules: Rules): { html: string; isWhole: boolean } {
  const out: string[] = []
  // The open elements; undefined for those of which only the content stays.
  const open: (string | undefined)[] = []
  let isWhole = true
  let svgDepth = 0
  // How many elements are open in one that goes with its content, it included.
  let dropped = 0

  const start = (tag: string, given: Record<string, string>) => {
    const attributes = new Map(Object.entries(given))
    const element = readElement(tag, attributes, { options, rules, isInSvg: svgDepth > 0 })
    if (!element) {
      isWhole = false
      if (droppedWithContent.has(tag)) dropped = 1
      return undefined
    }
    out.push('<', element.name, ...[...element.attributes].map(writeAttribute), '>')
    return element.name
  }
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (dropped > 0) {
          dropped++
          open.push(undefined)
          return
        }
        const written = start(name.toLowerCase(), attributes)
        if (written === 'svg') svgDepth++
        open.push(written)
      },
      onclosetag() {
        const name = open.pop()
        if (dropped > 0) dropped--
        if (name === undefined) return
        if (name === 'svg') svgDepth--
        if (!voidElements.has(name)) out.push('</', name, '>')
      },
      ontext(text) {
        if (dropped === 0) out.push(escapeText(text))
      },
    },
    { Tokenizer: shallowTokenizer(maxDepth, () => open.length) },
  )
  parser.end(html)
  return { html: out.join(''), isWhole }
}

/** How an element is written, undefined when it may not stay. */
function readElement(
  tag: string,
  attributes: Attributes,
  { options, rules, isInSvg }: { options: SanitiserOptions; rules: Rules; isInSvg: boolean },
): { name: string; attributes: Attributes } | undefined {
  const allowed = allowedElements.get(tag)
  if (allowed && allowed.place !== 'anywhere' && (allowed.place === 'svg') !== isInSvg) return undefined
  if (!allowed) {
    if (!isCustomElement(tag, options)) return undefined
    return { name: tag, attributes: rules.clean(attributes, { tag, names: commonAttributes, isCustom: true }) }
  }
  const clean = rules.clean(attributes, { tag, names: allowed.attributes, isCustom: false })
  if (tag === 'input' && !cleanInput(clean)) return undefined
  if (tag === 'iframe' && !rules.cleanFrame(clean)) return undefined
  if (tag === 'a') cleanLink(clean)
  return { name: allowed.name, attributes: clean }
}

const customName = /^[a-z][a-z0-9._]*-[a-z0-9._-]*$/
// Names with a dash that are not custom elements.
const notCustom = /^(?:annotation-xml|color-profile|font-face|font-face-.*|missing-glyph)$/
// Of names that an operator's pattern is asked about: few patterns take long for these.
const maxNameLength = 60

/** A pattern that finds the same each time: with `g` or `y` it would go on where it last was. */
const withoutState = (pattern: RegExp | undefined) =>
  pattern && new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ''))

const isCustomElement = (tag: string, { allowedCustomElementTagName }: SanitiserOptions) =>
  tag.length <= maxNameLength &&
  customName.test(tag) &&
  !notCustom.test(tag) &&
  (allowedCustomElementTagName?.test(tag) ?? false)

const writeAttribute = ([name, value]: [string, string]) =>
  value === '' ? ` ${name}` : ` ${name}="${escapeText(value).replaceAll('"', '&quot;')}"`

const escapeText = (text: string) =>
  text.replaceAll('\0', '').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
