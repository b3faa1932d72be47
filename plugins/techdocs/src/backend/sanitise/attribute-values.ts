/** Whether an address may stand in a document, by the protocol that a browser would see. */
export type AddressRule = (address: string) => boolean

/**
 * @param protocols - Lower case, without the colon. Relative addresses are allowed when `https` is.
 */
export function addressRule(protocols: Iterable<string>): AddressRule {
  const allowed = new Set([...protocols].map((protocol) => `${protocol}:`))
  // The parser of browsers: it sees through blanks, control characters and case as they do.
  return (address) => {
    const url = URL.parse(address, 'https://docs.invalid/')
    return url !== null && allowed.has(url.protocol)
  }
}

const pictureData = /^\s*data:image\/(?:png|gif|jpeg|webp|avif|svg\+xml|bmp|x-icon)[;,]/i
const overHttp = addressRule(['http', 'https'])

/** Pictures, sounds and films: over HTTP, or pictures within the page. Pictures run no scripts, SVG neither. */
export const isMediaAddress: AddressRule = (address) => pictureData.test(address) || overHttp(address)

const candidate = /^\s*\S+(?:\s+\d+(?:\.\d+)?[wx])?\s*$/

/** A `srcset` of pictures over HTTP. */
export const isSourceSet = (value: string) =>
  value.split(',').every((part) => candidate.test(part) && overHttp(part.trim().split(/\s/, 1)[0] ?? ''))

/**
 * The declarations of a `style` attribute that cannot leave their element, load or animate anything; as written when all are
 * such, undefined when none is.
 */
export function cleanStyle(style: string): string | undefined {
  const declarations = style.split(';').filter((declaration) => declaration.trim() !== '')
  const kept = declarations.filter(isHarmless)
  if (kept.length === declarations.length && kept.length > 0) return style
  return kept.length > 0 ? kept.map((declaration) => declaration.trim()).join('; ') : undefined
}

/** Whether an attribute of SVG, which is CSS too, names nothing but parts of its own drawing. */
export const isLocalPaint = (value: string) =>
  !value.includes('\\') && !/url/i.test(value.replace(/url\((["']?)#[\w.:-]+\1\)/g, ''))

function isHarmless(declaration: string): boolean {
  const colon = declaration.indexOf(':')
  const property = declaration.slice(0, colon).trim().toLowerCase()
  const value = declaration.slice(colon + 1).trim()
  return colon > 0 && value.length <= maxStyleValue && (properties.get(property)?.test(value) ?? false)
}

const maxStyleValue = 200
// No quotes, no backslash, no colon, and no functions but those of colours: so no url(), no expression(), no escapes.
const plain = /^(?:(?:rgb|rgba|hsl|hsla)\([\d\s.,%/]*\)|[\w\s#%.,!+-])*$/
const notNegative = /^[\w\s#%.,!]*$/
// The space between letters of a formula is sometimes less than none; a page cannot be covered with that.
const nearlyNotNegative = /^(?:-0?\.\d+em|[\w\s%.]*)$/
// `x-large`, `1.5em`, `120%`; letters may move together a little, not across the page.
const oneSize = /^(?:[a-z]+(?:-[a-z]+)*|-?0?\.\d+em|[\d.]+[a-z%]*)$/i

const properties: ReadonlyMap<string, RegExp> = new Map([
  ...words(
    `text-align text-align-last vertical-align color background background-color border border-collapse border-color
     border-radius border-spacing border-style border-top border-right border-bottom border-left border-width float clear
     font-style font-weight font-family font-variant list-style-type math-depth
     math-style opacity overflow-wrap text-decoration text-transform white-space word-break aspect-ratio
     stroke stroke-width stroke-dasharray stroke-linecap stroke-linejoin stroke-opacity fill fill-opacity fill-rule
     text-anchor dominant-baseline stop-color stop-opacity`,
    plain,
  ),
  ...words(
    `width height min-width min-height max-width max-height padding padding-top padding-right padding-bottom padding-left
     text-indent tab-size column-count column-gap`,
    notNegative,
  ),
  ...words('font-size letter-spacing line-height', oneSize),
  ...words('margin margin-top margin-right margin-bottom margin-left', nearlyNotNegative),
  ['display', /^(?:block|inline|inline-block|none|table|table-cell|table-row|flow-root|block math|inline math|math)$/],
  ['overflow', /^(?:auto|hidden|visible)$/],
  ['overflow-x', /^(?:auto|hidden|visible)$/],
])

function words(text: string, rule: RegExp): [string, RegExp][] {
  return text.split(/\s+/).map((word) => [word, rule])
}
