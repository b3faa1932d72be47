import { createHash } from 'node:crypto'

/** What the server adds to the built page. */
export interface PageAdditions {
  /** What browsers may see of the config. */
  config: unknown
  /** What plugins let the page bring along. */
  data: Readonly<Record<string, unknown>>
  plugins: readonly ListedPart[]
}

/** A web part, as the shell finds it in the page. */
export interface ListedPart {
  id: string
  module: string
  /** What it declares, unless this page needs the module itself. */
  extensions?: readonly unknown[]
}

/** The page as it is sent. */
export interface RenderedPage {
  html: string
  /** Of the inline scripts that came with the page, for its content security policy: `sha256-…`. */
  scriptHashes: string[]
}

/**
 * Puts config, data and the list of web parts into the built page (spec/platform.md 1.10). No browser runs any of these;
 * the scripts of the page itself are allowed by their hashes.
 *
 * @throws Error when the page has no head to put them into.
 */
export function renderPage(template: string, { config, data, plugins }: PageAdditions): RenderedPage {
  const end = template.indexOf('</head>')
  if (end < 0) throw new Error('The index.html of the web shell has no </head>. Build the shell again.')
  const blocks = [
    `<script type="backstage.io/config">${jsonForHtml([{ data: config, context: 'app' }])}</script>`,
    `<script type="application/json" id="callboard-page-data">${jsonForHtml(data)}</script>`,
    `<script type="application/json" id="callboard-plugins">${jsonForHtml(plugins)}</script>`,
    // Else they are asked for only when the shell's code runs, one round trip and a parse later.
    ...plugins
      .filter(({ extensions }) => !extensions)
      .map(({ module }) => `<link rel="modulepreload" href="${encodeURI(module)}">`),
  ]
  return {
    html: `${template.slice(0, end)}${blocks.join('\n')}\n${template.slice(end)}`,
    scriptHashes: inlineScriptHashes(template),
  }
}

/** JSON in which nothing can end the script element, or begin a comment: `<` never appears. */
const jsonForHtml = (value: unknown) =>
  JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

/** Data blocks need no hash; only scripts, modules and import maps are run. */
function inlineScriptHashes(html: string): string[] {
  return [...html.matchAll(/<script([^>]*)>([\s\S]*?)<\/script>/gi)].flatMap(([, attributes = '', text = '']) => {
    const type = /\btype\s*=\s*["']?([^"'\s>]+)/i.exec(attributes)?.[1] ?? 'module'
    if (/\bsrc\s*=/i.test(attributes) || !/^(module|importmap|speculationrules|text\/javascript)$/i.test(type))
      return []
    return [`sha256-${createHash('sha256').update(text).digest('base64')}`]
  })
}
