/**
 * Elements that stay, with what they may have beside {@link commonAttributes}. Names are written as they are to be read: HTML in
 * lower case, SVG in its own. Each pair of element and attribute must be harmless wherever a browser puts it: see
 * `create-sanitiser.ts`.
 */
const html: Readonly<Record<string, string>> = {
  a: 'href target rel download hreflang xlink:href',
  abbr: '',
  address: '',
  article: '',
  aside: '',
  audio: 'src controls loop muted preload',
  b: '',
  bdi: '',
  bdo: '',
  blockquote: 'cite',
  br: '',
  caption: '',
  center: '',
  cite: '',
  code: '',
  col: 'span',
  colgroup: 'span',
  data: 'value',
  dd: '',
  del: 'cite datetime',
  details: 'open',
  dfn: '',
  div: '',
  dl: '',
  dt: '',
  em: '',
  figcaption: '',
  figure: '',
  footer: '',
  h1: '',
  h2: '',
  h3: '',
  h4: '',
  h5: '',
  h6: '',
  header: '',
  hr: '',
  i: '',
  iframe: 'src allowfullscreen loading sandbox',
  img: 'src srcset sizes alt loading',
  input: 'type checked disabled name',
  ins: 'cite datetime',
  kbd: '',
  label: 'for',
  li: 'value',
  mark: '',
  meter: 'value min max low high optimum',
  nav: '',
  ol: 'start type reversed',
  p: '',
  picture: '',
  pre: '',
  progress: 'value max',
  q: 'cite',
  rp: '',
  rt: '',
  ruby: '',
  s: '',
  samp: '',
  section: '',
  small: '',
  source: 'src srcset sizes type media',
  span: '',
  strike: '',
  strong: '',
  sub: '',
  summary: '',
  sup: '',
  table: 'border cellpadding cellspacing',
  tbody: '',
  td: 'colspan rowspan headers',
  tfoot: '',
  th: 'colspan rowspan headers scope abbr',
  thead: '',
  time: 'datetime',
  tr: '',
  track: 'src kind label srclang default',
  tt: '',
  u: '',
  ul: '',
  var: '',
  video: 'src poster controls loop muted preload playsinline',
  wbr: '',
}

// Without use and feImage (they fetch, and nested they grow without end), without animation (it sets what was checked),
// without style, script and foreignObject.
const svg: Readonly<Record<string, string>> = {
  circle: 'cx cy r',
  clipPath: 'clipPathUnits',
  defs: '',
  desc: '',
  ellipse: 'cx cy rx ry',
  feBlend: 'in in2 mode result',
  feColorMatrix: 'in type values result',
  feComposite: 'in in2 operator k1 k2 k3 k4 result',
  feDropShadow: 'dx dy stdDeviation result',
  feFlood: 'result',
  feGaussianBlur: 'in stdDeviation result',
  feMerge: 'result',
  feMergeNode: 'in',
  feOffset: 'in dx dy result',
  filter: 'x y filterUnits primitiveUnits filterRes',
  g: '',
  image: 'x y href xlink:href preserveAspectRatio',
  line: 'x1 y1 x2 y2',
  linearGradient: 'x1 y1 x2 y2 gradientUnits gradientTransform spreadMethod',
  marker: 'markerHeight markerWidth markerUnits orient refX refY viewBox preserveAspectRatio',
  mask: 'x y maskUnits maskContentUnits',
  path: 'd pathLength',
  pattern: 'x y patternUnits patternContentUnits patternTransform viewBox preserveAspectRatio',
  polygon: 'points',
  polyline: 'points',
  radialGradient: 'cx cy r fx fy gradientUnits gradientTransform spreadMethod',
  rect: 'x y rx ry',
  stop: 'offset',
  svg: 'xmlns xmlns:xlink version viewBox preserveAspectRatio zoomAndPan baseProfile contentStyleType x y',
  text: 'x y dx dy rotate textLength lengthAdjust xml:space',
  textPath: 'startOffset textLength lengthAdjust',
  title: '',
  tspan: 'x y dx dy rotate textLength lengthAdjust xml:space',
}

const paint =
  'clip-path clip-rule color color-interpolation-filters direction display dominant-baseline alignment-baseline ' +
  'baseline-shift fill fill-opacity fill-rule filter flood-color flood-opacity font-family font-size font-style font-weight ' +
  'letter-spacing marker-end marker-mid marker-start mask opacity overflow paint-order shape-rendering stop-color ' +
  'stop-opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity ' +
  'stroke-width text-anchor text-decoration text-rendering transform vector-effect visibility word-spacing writing-mode'

// MathML Core, and what temml writes beside it. No annotation-xml: it holds HTML.
const mathml: Readonly<Record<string, string>> = {
  annotation: 'encoding',
  math: 'xmlns display alttext',
  menclose: 'notation',
  merror: '',
  mfrac: 'linethickness',
  mi: '',
  mmultiscripts: '',
  mn: '',
  mo: 'fence form largeop lspace maxsize minsize movablelimits rspace separator stretchy symmetric',
  mover: 'accent',
  mpadded: 'depth lspace voffset',
  mphantom: '',
  mprescripts: '',
  mroot: '',
  mrow: '',
  ms: '',
  mspace: 'depth',
  msqrt: '',
  mstyle: '',
  msub: '',
  msubsup: '',
  msup: '',
  mtable: 'columnalign columnlines columnspacing columnwidth frame rowalign rowlines rowspacing',
  mtd: 'columnalign columnspan rowalign rowspan',
  mtext: '',
  mtr: 'columnalign rowalign',
  munder: 'accentunder',
  munderover: 'accent accentunder',
  semantics: '',
}

const mathStyle = 'displaystyle dir mathbackground mathcolor mathsize mathvariant scriptlevel'

// `name` is not among them: with an id it would replace properties of the document.
const common = 'id class title lang dir role tabindex style hidden align valign width height'

/** Elements that have no end. */
export const voidElements: ReadonlySet<string> = new Set(['br', 'col', 'hr', 'img', 'input', 'source', 'track', 'wbr'])

/** Elements that go with all that is in them. Of others that are not allowed the content stays. */
export const droppedWithContent: ReadonlySet<string> = new Set([
  'annotation-xml',
  'applet',
  'embed',
  'foreignobject',
  'frameset',
  'iframe',
  'noembed',
  'noframes',
  'noscript',
  'object',
  'option',
  'plaintext',
  'script',
  'select',
  'style',
  'template',
  'textarea',
  'title',
  'xmp',
])

/** An element that stays: how its name is written, and its attributes by their lower-case names. */
export interface AllowedElement {
  name: string
  attributes: ReadonlyMap<string, string>
  /** Where it stays: in a drawing, outside of drawings, or in both. */
  place: 'svg' | 'elsewhere' | 'anywhere'
}

/** Of any element that stays. */
export const commonAttributes: ReadonlyMap<string, string> = attributesOf(common)

/** Attributes of SVG that are read as CSS: what they name must be checked. */
export const paintAttributes: ReadonlySet<string> = new Set(paint.split(' '))

/** By lower-case name. */
export const allowedElements: ReadonlyMap<string, AllowedElement> = new Map([
  ...elementsOf(svg, paint, 'svg'),
  ...elementsOf(html, '', 'elsewhere'),
  ...elementsOf(mathml, mathStyle, 'elsewhere'),
  ...elementsOf({ svg: svg.svg ?? '', a: html.a ?? '' }, paint, 'anywhere'),
])

function attributesOf(...lists: string[]): ReadonlyMap<string, string> {
  const names = lists.flatMap((list) => list.split(' ')).filter((name) => name !== '')
  return new Map(names.map((name) => [name.toLowerCase(), name]))
}

function elementsOf(
  table: Readonly<Record<string, string>>,
  shared: string,
  place: AllowedElement['place'],
): [string, AllowedElement][] {
  return Object.entries(table).map(([name, own]) => [
    name.toLowerCase(),
    { name, place, attributes: attributesOf(common, shared, own) },
  ])
}
