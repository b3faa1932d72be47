import createPurifier, { type Config, type DOMPurify } from 'dompurify'

/** What `techdocs.sanitizer` of the config lets through (spec/techdocs.md 8 and 10). */
export interface SanitiserSettings {
  allowedIframeHosts?: readonly string[]
  allowedCustomElementTagNameRegExp?: string
  allowedCustomElementAttributeNameRegExp?: string
  additionalAllowedURIProtocols?: readonly string[]
}

/**
 * Makes what cleans the HTML of docs before it gets into the page: no script, handler, style sheet, form or strange address;
 * no style that could lay anything over the portal. Ids, classes and `data-*` stay.
 */
export function createSanitiser(settings: SanitiserSettings): (html: string) => DocumentFragment {
  const purifier = createPurifier(window)
  const config = configFor(settings)
  purifier.addHook('uponSanitizeElement', (node, { tagName }) => {
    if (tagName === 'iframe' && node instanceof Element && !isAllowedFrame(node, settings)) node.remove()
    if (tagName === 'input' && node instanceof Element && !isChoice(node)) node.remove()
  })
  keepHarmlessIds(purifier)
  purifier.addHook('afterSanitizeAttributes', (node) => {
    if (node.hasAttribute('style')) keepHarmlessStyles(node)
    if (node.hasAttribute('class')) dropClassesOfThePortal(node)
  })
  return (html) => purifier.sanitize(html, config)
}

const protocols = ['callto', 'cid', 'ftp', 'ftps', 'http', 'https', 'mailto', 'matrix', 'sms', 'tel', 'xmpp']

function configFor(settings: SanitiserSettings) {
  const allowed = [...protocols, ...(settings.additionalAllowedURIProtocols ?? [])].map(escaped).join('|')
  return {
    RETURN_DOM_FRAGMENT: true,
    ADD_TAGS: settings.allowedIframeHosts?.length ? ['iframe'] : [],
    ADD_ATTR: ['dominant-baseline', 'allowfullscreen'],
    FORBID_TAGS: ['style', 'form', 'textarea', 'select', 'dialog'],
    FORBID_ATTR: [
      'srcdoc',
      'popover',
      'popovertarget',
      'popovertargetaction',
      'autofocus',
      'tabindex',
      'contenteditable',
    ],
    ALLOWED_URI_REGEXP: new RegExp(`^(?:(?:${allowed}):|[^a-z]|[a-z+.-]+(?:[^a-z+.:-]|$))`, 'i'),
    CUSTOM_ELEMENT_HANDLING: {
      tagNameCheck: patternOf(settings.allowedCustomElementTagNameRegExp),
      attributeNameCheck: patternOf(settings.allowedCustomElementAttributeNameRegExp),
      allowCustomizedBuiltInElements: false,
    },
  } satisfies Config
}

const escaped = (protocol: string) => protocol.replace(/[^a-z0-9]/gi, '\\$&')

const patternOf = (text: string | undefined) => (text === undefined ? null : new RegExp(text))

/** Host and port must be the same, as the field compares them. */
function isAllowedFrame(frame: Element, { allowedIframeHosts = [] }: SanitiserSettings): boolean {
  const url = URL.parse(frame.getAttribute('src') ?? '')
  return url?.protocol === 'https:' && allowedIframeHosts.includes(url.host)
}

/** Task lists and tabs are made of these; what asks for text has no place in docs. */
const isChoice = (input: Element) => ['checkbox', 'radio'].includes(input.getAttribute('type')?.toLowerCase() ?? '')

/** Elements whose id or name the document answers to: `document.title`, `document.forms`. */
const clobbering = new Set(['a', 'area', 'embed', 'form', 'iframe', 'img', 'input', 'object'])

/** The library drops every id that is a property of the document, and with it the anchors of headings such as "Title". */
function keepHarmlessIds(purifier: DOMPurify) {
  purifier.addHook('uponSanitizeAttribute', (node, event) => {
    if (event.attrName === 'id' && !clobbering.has(node.localName)) event.forceKeepAttr = true
  })
}

/** Of what `style` may say: how a cell is aligned, how wide a bar is, which colour a word has. */
const harmlessStyle =
  /^(?:color|background-color|text-align|text-decoration|font-(?:weight|style|size|family)|vertical-align|white-space|(?:max-|min-)?(?:width|height)|(?:margin|padding)(?:-[a-z-]+)?|border(?:-(?:top|right|bottom|left))?(?:-(?:color|style|width))?|border-(?:collapse|spacing)|float|clear|list-style-type|fill|stroke(?:-[a-z]+)?)$/

function keepHarmlessStyles(node: Element) {
  // Only elements of HTML, SVG and MathML have styles, and all of them do.
  const { style } = node as HTMLElement
  const kept = Array.from(style).flatMap((name) => {
    const value = style.getPropertyValue(name)
    // A negative margin moves things over others; an address loads something.
    return harmlessStyle.test(name) && !/url|image|-\d|expression/i.test(value) ? [`${name}: ${value};`] : []
  })
  if (kept.length > 0) node.setAttribute('style', kept.join(' '))
  else node.removeAttribute('style')
}

/** The portal's own classes could make docs look like its messages and dialogs. */
function dropClassesOfThePortal(node: Element) {
  for (const name of Array.from(node.classList)) if (/^(?:cb|cat|td)-/.test(name)) node.classList.remove(name)
}
