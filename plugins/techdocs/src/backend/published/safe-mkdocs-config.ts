import { stringify } from 'yaml'
import { readYaml } from '../site/config/read-yaml.ts'

/** What the administrator lets MkDocs do besides (spec/techdocs.md 2). */
export interface MkdocsAllowed {
  plugins: readonly string[]
  keys: readonly string[]
}

const keys = [
  'site_name',
  'site_url',
  'site_description',
  'site_author',
  'repo_url',
  'repo_name',
  'edit_uri',
  'edit_uri_template',
  'docs_dir',
  'nav',
  'exclude_docs',
  'not_in_nav',
  'theme',
  'plugins',
  'markdown_extensions',
  'extra',
  'use_directory_urls',
  'copyright',
]
const themeKeys = ['name', 'font', 'icon', 'logo', 'favicon', 'language', 'direction', 'palette', 'features']
const plugins = ['techdocs-core', 'search', 'material/search', 'redirects']
/** Those that come with MkDocs and techdocs-core: others may read any file, and pictures of `b64` are read from anywhere. */
const knownExtension =
  /^(?:(?:markdown\.extensions|pymdownx)\.(?!b64$)[a-z0-9_.]+|abbr|admonition|attr_list|codehilite|def_list|extra|fenced_code|footnotes|legacy_attrs|legacy_em|md_in_html|meta|nl2br|sane_lists|smarty|tables|toc|wikilinks|markdown_inline_graphviz|mdx_truly_sane_lists|plantuml_markdown)$/

/**
 * A `mkdocs.yml` that people of a repository wrote, as MkDocs may have it: nothing in it runs code (`hooks`, tags of Python,
 * unknown plugins and extensions), reads the environment, or leads out of the folder.
 */
export function safeMkdocsConfig(text: string, allowed: MkdocsAllowed): string {
  const { value } = readYaml(text)
  const config = pick(isRecord(value) ? value : {}, [...keys, ...allowed.keys])
  const docsDir = config.docs_dir
  if (typeof docsDir !== 'string' || leadsOut(docsDir)) delete config.docs_dir
  config.site_name ??= 'Documentation'
  if (isRecord(config.theme)) config.theme = pick(config.theme, themeKeys)
  const named = namedEntries(config.plugins).filter(([name]) => [...plugins, ...allowed.plugins].includes(name))
  config.plugins = [
    ...(named.some(([name]) => name === 'techdocs-core') ? [] : [['techdocs-core', {}] as const]),
    ...named,
  ].map(([name, settings]) => ({ [name]: name === 'redirects' ? redirectsInside(settings) : settings }))
  config.markdown_extensions = namedEntries(config.markdown_extensions)
    .filter(([name]) => knownExtension.test(name) || allowed.plugins.includes(name))
    .map(([name, settings]) => ({ [name]: name === 'pymdownx.snippets' ? {} : withoutCommands(settings) }))
  return stringify(config)
}

const leadsOut = (path: string) => /^[/\\]|(?:^|[/\\])\.\.(?:[/\\]|$)/.test(path)

/** The plugin writes a file for each old path, wherever that leads. */
function redirectsInside(settings: Record<string, unknown>): Record<string, unknown> {
  const maps = isRecord(settings.redirect_maps) ? settings.redirect_maps : {}
  return { redirect_maps: Object.fromEntries(Object.entries(maps).filter(([from]) => !leadsOut(from))) }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const pick = (from: Record<string, unknown>, names: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(from).filter(([name]) => names.includes(name)))

/** `[a, { b: settings }]` and `{ a: null, b: settings }` are the same; what is neither is left out. */
function namedEntries(value: unknown): [name: string, settings: Record<string, unknown>][] {
  const entries: [unknown, unknown][] = (Array.isArray(value) ? value : [value]).flatMap(
    (entry: unknown): [unknown, unknown][] => (isRecord(entry) ? Object.entries(entry) : [[entry, {}]]),
  )
  return entries.flatMap(([name, settings]) =>
    typeof name === 'string' ? [[name, isRecord(settings) ? settings : {}]] : [],
  )
}

/** Programs that extensions would start. */
function withoutCommands(settings: Record<string, unknown>): Record<string, unknown> {
  const { plantuml_cmd: _, ...others } = settings
  return others
}
