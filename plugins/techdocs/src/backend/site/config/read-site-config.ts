import { folderOf, pathInside } from '../paths.ts'
import {
  type ConfigReader,
  configReader,
  isMapping,
  type Mapping,
  type NamedSettings,
  namedSettings,
} from './config-reader.ts'
import { type ExtensionSettings, extensionsOf } from './extensions.ts'
import type { Findings } from './findings.ts'
import { cheapLines } from './ignore-lines.ts'
import { readPlugins } from './plugins.ts'
import { readNav } from './read-nav.ts'
import { readYaml } from './read-yaml.ts'
import type { Repository, SiteConfig } from './site-config.ts'

/** What holds where a config says nothing. */
export interface ConfigDefaults {
  name: string
  strict: boolean
}

/** Keys that may stand in a config (spec/techdocs.md 2, rule 4); those that mean nothing here are taken without a word. */
const knownKeys = new Set(
  (
    'site_name site_url site_description site_author repo_url repo_name edit_uri edit_uri_template docs_dir site_dir nav ' +
    'exclude_docs not_in_nav theme plugins markdown_extensions extra extra_css use_directory_urls strict dev_addr watch ' +
    'copyright remote_branch remote_name validation google_analytics'
  ).split(' '),
)
const knownThemeKeys = new Set('name font icon logo favicon language direction palette features'.split(' '))

/**
 * Reads a `mkdocs.yml`, whatever is in it (spec/techdocs.md 2). What cannot be used is left out and named.
 *
 * @param file - From the root of the site.
 * @param text - Undefined when there is none.
 */
export function readSiteConfig(
  { file, text }: { file: string; text: string | undefined },
  defaults: ConfigDefaults,
): Findings & { config: SiteConfig } {
  const yaml = readYaml(text ?? '')
  const reader = configReader(file, yaml)
  if (yaml.error || (yaml.value !== null && yaml.value !== undefined && !isMapping(yaml.value))) {
    const { message, line } = yaml.error ?? { message: 'It is not a mapping of keys to values.' }
    const where = line === undefined ? file : `${file}, line ${line}`
    return {
      config: configOf(configReader(file, readYaml('')), { defaults, isWritten: false }).config,
      problems: [{ code: 'broken-config', file, line, message: `The file cannot be read: ${message}` }],
      notices: [
        {
          code: 'config-broken',
          message: `This site is shown with default settings, because its config cannot be read (${where}): ${message}`,
        },
      ],
    }
  }
  dropUnknownKeys(reader)
  const { config, missing } = configOf(reader, { defaults, isWritten: text !== undefined })
  return { config, problems: reader.problems, notices: missing.length > 0 ? [missingPlugins(missing)] : [] }
}

const missingPlugins = (names: readonly string[]) => ({
  code: 'plugin-missing',
  message:
    `This site asks for plugins of MkDocs that do not run here: ${names.join(', ')}. What they would add is missing. ` +
    'An administrator can have such sites built by MkDocs.',
})

function configOf(reader: ConfigReader, { defaults, isWritten }: { defaults: ConfigDefaults; isWritten: boolean }) {
  const [file, folder] = [reader.file, folderOf(reader.file)]
  const theme = isMapping(reader.mapping.theme) ? reader.mapping.theme : {}
  const extra = isMapping(reader.mapping.extra) ? reader.mapping.extra : {}
  const plugins = readPlugins(reader)
  const extensions = namedSettings(reader, reader.mapping.markdown_extensions, ['markdown_extensions'])
  const url = reader.webAddress('site_url')
  const config: SiteConfig = {
    file,
    isWritten,
    name: reader.text('site_name')?.trim() || defaults.name,
    description: reader.text('site_description') || undefined,
    url: url && (url.endsWith('/') ? url : `${url}/`),
    copyright: reader.text('copyright') || undefined,
    docsFolder: docsFolderOf(reader, folder),
    nav: readNav(reader),
    excluded: [...ignoreLines(reader, 'exclude_docs'), ...plugins.excluded],
    notInNav: ignoreLines(reader, 'not_in_nav'),
    useDirectoryUrls: reader.flag('use_directory_urls') ?? true,
    features: new Set(Array.isArray(theme.features) ? theme.features.filter((name) => typeof name === 'string') : []),
    ...languageOf(theme),
    repository: repositoryOf(reader),
    extensions: extensionsOf(readExtensions(reader, extensions), plugins),
    extensionLines: linesOf(reader, extensions),
    strict: strictOf(reader, extra) ?? defaults.strict,
    redirects: plugins.redirects,
    usesPagesFiles: plugins.usesPagesFiles,
  }
  return { config, missing: plugins.missing }
}

function dropUnknownKeys(reader: ConfigReader): void {
  for (const key of Object.keys(reader.mapping)) {
    if (!knownKeys.has(key)) reader.drop([key], `"${key}" is not used here.`)
  }
  const { theme } = reader.mapping
  for (const key of isMapping(theme) ? Object.keys(theme) : []) {
    if (!knownThemeKeys.has(key)) reader.drop(['theme', key], `"theme.${key}" is not used here.`)
  }
}

function docsFolderOf(reader: ConfigReader, folder: string): string {
  const written = reader.text('docs_dir')
  const inside = pathInside(folder, written ?? 'docs')
  const isInside = inside !== undefined && (folder === '' || inside === folder || inside.startsWith(`${folder}/`))
  if (isInside) return inside
  reader.drop(['docs_dir'], `"docs_dir" leads out of the folder of ${reader.file}, so "docs" is taken.`)
  return folder === '' ? 'docs' : `${folder}/docs`
}

const ignoreLines = (reader: ConfigReader, key: string) =>
  cheapLines(reader, (reader.text(key) ?? '').split('\n'), [key])

function languageOf({ language, direction }: Mapping): Pick<SiteConfig, 'language' | 'direction'> {
  return {
    language: typeof language === 'string' && /^[A-Za-z]{2,3}(-[A-Za-z]{2,4})?$/.test(language) ? language : undefined,
    direction: direction === 'ltr' || direction === 'rtl' ? direction : undefined,
  }
}

function repositoryOf(reader: ConfigReader): Repository {
  const url = reader.webAddress('repo_url')
  return { url, editUri: reader.text('edit_uri'), editUriTemplate: reader.text('edit_uri_template') }
}

function strictOf(reader: ConfigReader, extra: Mapping): boolean | undefined {
  const strict = extra['strict-python-markdown']
  if (strict === undefined || typeof strict === 'boolean') return strict
  reader.drop(
    ['extra', 'strict-python-markdown'],
    '"extra.strict-python-markdown" is neither true nor false, so it is not used.',
  )
  return undefined
}

function linesOf(reader: ConfigReader, named: readonly NamedSettings[]): Map<string, number> {
  const lines = named.map(({ name, path }) => [name, reader.lineOf(path)] as const)
  return new Map(lines.filter((entry): entry is [string, number] => entry[1] !== undefined))
}

function readExtensions(reader: ConfigReader, named: readonly NamedSettings[]): [string, ExtensionSettings][] {
  return named.flatMap(({ name, settings, path }): [string, ExtensionSettings][] => {
    if (name === 'pymdownx.snippets:SnippetExtension') return [['pymdownx.snippets', {}]]
    if (name.includes(':')) {
      reader.drop(path, `The Markdown extension "${name}" is code of its own, which does not run here.`)
      return []
    }
    if (name === 'pymdownx.snippets' && Object.keys(settings).length > 0) {
      reader.drop(
        path,
        'Settings of "pymdownx.snippets" are not used: snippets are read below the folder of mkdocs.yml.',
      )
      return [[name, {}]]
    }
    const { plantuml_cmd, ...safe } = settings
    if (plantuml_cmd !== undefined)
      reader.drop([...path, 'plantuml_cmd'], '"plantuml_cmd" is not used: no program is started for docs.')
    return [[name, safe]]
  })
}
