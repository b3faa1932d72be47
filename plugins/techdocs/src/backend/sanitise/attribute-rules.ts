import { paintAttributes } from './allowed-markup.ts'
import { addressRule, cleanStyle, isLocalPaint, isMediaAddress, isSourceSet } from './attribute-values.ts'
import type { SanitiserOptions } from './sanitiser.ts'

type Attributes = Map<string, string>

/** An element, as far as its attributes are concerned. */
interface Owner {
  tag: string
  /** What it may have: how each is written, by its lower-case name. */
  names: ReadonlyMap<string, string>
  isCustom: boolean
}

/** What attributes may stay under the settings of a portal. */
export function attributeRules(options: SanitiserOptions) {
  const protocols = new Set([...usualProtocols, ...options.additionalAllowedUriProtocols.map(withoutColon)])
  for (const protocol of neverAllowed) protocols.delete(protocol)
  const isLink = addressRule(protocols)
  const customPattern = options.allowedCustomElementAttributeName

  const clean = (name: string, value: string, tag: string): string | undefined => {
    if (paintAttributes.has(name)) return isLocalPaint(value) ? value : undefined
    const check = valueChecks[name]
    if (check) return check(value) ? value : undefined
    switch (name) {
      case 'href':
      case 'xlink:href':
        return (tag === 'image' ? isMediaAddress : isLink)(value) ? value : undefined
      case 'cite':
        return isLink(value) ? value : undefined
      case 'style':
        return cleanStyle(value)
      case 'target':
        return '_blank'
      default:
        return value
    }
  }
  const mayHave = (name: string, { isCustom }: Owner) =>
    name.length <= maxNameLength &&
    (everywhere.test(name) ||
      (isCustom && !/^(?:on|is$)/.test(name) && validName.test(name) && customPattern?.test(name)))

  return {
    /** Those that may stay, in their order. */
    clean(given: Attributes, owner: Owner): Attributes {
      const kept: Attributes = new Map()
      for (const [attribute, value] of given) {
        const name = attribute.toLowerCase()
        const written = owner.names.get(name) ?? (mayHave(name, owner) ? name : undefined)
        if (written === undefined) continue
        // Nobody knows what a custom element does with a value: if it is an address, then one that may be followed.
        const isHarmless = !owner.isCustom || owner.names.has(name) || isLink(value)
        const cleaned = isHarmless ? clean(name, value, owner.tag) : undefined
        if (cleaned !== undefined) kept.set(written, cleaned)
      }
      return kept
    },
    /** Whether a frame shows an allowed host; it is then kept from the page around it. */
    cleanFrame(attributes: Attributes): boolean {
      const url = URL.parse(attributes.get('src') ?? '')
      if (!url || !/^https?:$/.test(url.protocol) || !options.allowedIframeHosts.includes(url.host)) return false
      attributes.set('sandbox', frameSandbox)
      return true
    },
  }
}

/** Whether an input is one that the renderer writes: a box of a task list, which nobody can tick, or a tab. */
export function cleanInput(attributes: Attributes): boolean {
  const type = attributes.get('type')
  if (type === 'checkbox') {
    attributes.delete('name')
    attributes.set('disabled', attributes.get('disabled') ?? '')
    return true
  }
  return type === 'radio' && tabName.test(attributes.get('name') ?? '')
}

/** A link into another window must not reach this one. */
export function cleanLink(attributes: Attributes): void {
  if (!attributes.has('target')) return
  const rel = new Set((attributes.get('rel') ?? '').split(/\s+/).filter((word) => word !== ''))
  attributes.set('rel', [...rel.add('noopener').add('noreferrer')].join(' '))
}

const usualProtocols = ['callto', 'cid', 'ftp', 'ftps', 'http', 'https', 'mailto', 'matrix', 'sms', 'tel', 'xmpp']
const neverAllowed = ['javascript', 'vbscript', 'data', 'blob', 'file']
const withoutColon = (protocol: string) => protocol.toLowerCase().replace(/:$/, '')

const frameSandbox = 'allow-scripts allow-same-origin allow-popups allow-forms allow-presentation'
const tabName = /^__tabbed_[\w-]+$/
const everywhere = /^(?:aria|data)-[a-z0-9_.-]+$/
const validName = /^[a-z][a-z0-9_.:-]*$/
// Of names that an operator's pattern is asked about: few patterns take long for these.
const maxNameLength = 60

const xmlns = ['http://www.w3.org/2000/svg', 'http://www.w3.org/1998/Math/MathML']

const valueChecks: Readonly<Record<string, (value: string) => boolean>> = {
  src: isMediaAddress,
  poster: isMediaAddress,
  srcset: isSourceSet,
  tabindex: (value) => value === '0' || value === '-1',
  xmlns: (value) => xmlns.includes(value),
  'xmlns:xlink': (value) => value === 'http://www.w3.org/1999/xlink',
}
