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

/**
 * A `mkdocs.yml` that people of a repository wrote, as MkDocs may have it: nothing in it runs code (`hooks`, tags of Python,
 * unknown plugins), reads the environment, or leads out of the folder.
 */
export function safeMkdocsConfig(text: string, allowed: MkdocsAllowed): string {
  const { value } = readYaml(text)
  const config = pick(isRecord(value) ? value : {}, [...keys, ...allowed.keys])
  const docsDir = config.docs_dir
  if (typeof docsDir !== 'string' || /^[/\\]|(?:^|[/\\])\.\.(?:[/\\]|$)/.test(docsDir)) delete config.docs_dir
  config.site_name ??= 'Documentation'
  if (isRecord(config.theme)) config.theme = pick(config.theme, themeKeys)
  const named = namedEntries(config.plugins).filter(([name]) => [...plugins, ...allowed.plugins].includes(name))
  config.plugins = [
    ...(named.some(([name]) => name === 'techdocs-core') ? [] : [['techdocs-core', {}] as const]),
    ...named,
  ].map(([name, settings]) => ({ [name]: settings }))
  config.markdown_extensions = namedEntries(config.markdown_extensions)
    .filter(([name]) => !name.includes(':'))
    .map(([name, settings]) => ({ [name]: name === 'pymdownx.snippets' ? {} : withoutCommands(settings) }))
  return stringify(config)
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
