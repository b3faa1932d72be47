import { asText, type ConfigReader, isMapping, type Mapping, namedSettings } from './config-reader.ts'
import { cheapLines } from './ignore-lines.ts'
import type { Redirect } from './site-config.ts'

/** What a site's plugins mean for how it is shown. */
export interface PluginSettings {
  useBlocks: boolean
  redirects: Redirect[]
  /** Lines of gitignore. */
  excluded: string[]
  usesPagesFiles: boolean
  /** Plugins that would add to what is shown, which only MkDocs can run. */
  missing: string[]
}

/** Their work is done here, or needs none: they change nothing that readers of a page see. */
const withoutEffect = new Set([
  'techdocs-core',
  'search',
  'material/search',
  'monorepo',
  'gh-admonitions',
  'git-revision-date',
  'git-revision-date-localized',
  'git-authors',
  'git-committers',
  'git-committers-2',
  'minify',
  'social',
  'material/social',
  'privacy',
  'material/privacy',
  'offline',
  'material/offline',
  'optimize',
  'material/optimize',
])
const groups = new Set(['group', 'material/group'])

/** Reads `plugins`: what is known here is taken over, everything else is named. */
export function readPlugins(reader: ConfigReader): PluginSettings {
  const found: PluginSettings = { useBlocks: false, redirects: [], excluded: [], usesPagesFiles: false, missing: [] }
  readList(reader, { value: reader.mapping.plugins, path: ['plugins'], found, isInGroup: false })
  return found
}

interface List {
  value: unknown
  path: (string | number)[]
  found: PluginSettings
  isInGroup: boolean
}

function readList(reader: ConfigReader, { value, path, found, isInGroup }: List): void {
  for (const plugin of namedSettings(reader, value, path)) {
    const { name, settings } = plugin
    if (name === 'techdocs-core') found.useBlocks = settings.use_pymdownx_blocks === true
    else if (name === 'redirects') found.redirects.push(...readRedirects(reader, settings, plugin.path))
    else if (name === 'awesome-pages') found.usesPagesFiles = true
    else if (name === 'exclude') found.excluded.push(...readExcluded(reader, settings, plugin.path))
    else if (groups.has(name) && !isInGroup) {
      readList(reader, { value: settings.plugins, path: [...plugin.path, 'plugins'], found, isInGroup: true })
    } else if (!withoutEffect.has(name) && !found.missing.includes(name)) {
      found.missing.push(name)
      reader.drop(plugin.path, `The plugin "${name}" runs only in MkDocs; what it adds is missing here.`)
    }
  }
}

function readRedirects(reader: ConfigReader, settings: Mapping, path: (string | number)[]): Redirect[] {
  const maps = isMapping(settings.redirect_maps) ? settings.redirect_maps : {}
  return Object.entries(maps).flatMap(([from, target]) => {
    const to = asText(target)
    const line = reader.lineOf([...path, 'redirect_maps', from])
    return to === undefined ? [] : [{ from, to, line }]
  })
}

function readExcluded(reader: ConfigReader, settings: Mapping, path: (string | number)[]): string[] {
  if (settings.regex !== undefined) {
    reader.drop([...path, 'regex'], 'Regular expressions that exclude files are not used; name the files by "glob".')
  }
  const globs = Array.isArray(settings.glob) ? settings.glob : [settings.glob]
  const texts = globs.filter((glob) => typeof glob === 'string')
  return cheapLines(reader, texts, [...path, 'glob'])
}
