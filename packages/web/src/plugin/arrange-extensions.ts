import type { Extension, ExtensionKind, WebPlugin } from './extensions.ts'

/** An extension in its place: switched on, ordered and adjusted by `app.extensions`. */
export interface Placed<E extends Extension = Extension> {
  /** As configured: `page:freeze/list`. */
  readonly key: string
  readonly pluginId: string
  readonly extension: E
}

/** What {@link arrangeExtensions} made of plugins and config. */
export interface Arrangement {
  /** Those named in the config first, in its order; then the rest as their plugins declare them. */
  readonly placed: readonly Placed[]
  /** Whole sentences about entries and extensions that could not be honoured. */
  readonly problems: readonly string[]
}

/**
 * Applies `app.extensions` to what the plugins declare. Touches nothing.
 *
 * @param plugins - In the order the server lists them.
 * @param entries - The config as written: `page:catalog/list`, `{ 'entity-card:catalog/links': false }`, or
 * `{ 'nav-item:catalog/list': { disabled: false, config: { title: 'Software' } } }`.
 */
export function arrangeExtensions(plugins: readonly WebPlugin[], entries: unknown): Arrangement {
  const problems: string[] = []
  const declared = new Map<string, Placed>()
  for (const placed of plugins.flatMap(placesOf)) {
    if (declared.has(placed.key)) {
      problems.push(`The plugin "${placed.pluginId}" declares ${placed.key} twice; the second one is left out.`)
    } else {
      declared.set(placed.key, placed)
    }
  }
  const named = new Map<string, Placed | undefined>()
  for (const entry of parseEntries(entries, problems)) {
    const placed = declared.get(entry.key)
    if (placed) named.set(entry.key, entry.disabled ? undefined : adjusted(placed, entry.title))
    else problems.push(`app.extensions names ${entry.key}, which no installed plugin has.`)
  }
  const rest = [...declared.values()].filter((placed) => !named.has(placed.key))
  return { placed: [...[...named.values()].filter((placed) => placed !== undefined), ...rest], problems }
}

/** The placed extensions of one kind. */
export function ofKind<K extends ExtensionKind>(
  placed: readonly Placed[],
  kind: K,
): Placed<Extract<Extension, { kind: K }>>[] {
  // The filter establishes the kind; TypeScript cannot carry it through the generic wrapper.
  return placed.filter((one) => one.extension.kind === kind) as Placed<Extract<Extension, { kind: K }>>[]
}

interface Entry {
  key: string
  disabled: boolean
  title: string | undefined
}

function placesOf(plugin: WebPlugin): Placed[] {
  const place = (extension: Extension): Placed => ({
    key: `${extension.kind}:${plugin.id}/${extension.id}`,
    pluginId: plugin.id,
    extension,
  })
  return plugin.extensions.flatMap((extension) => {
    if (extension.kind !== 'page' || !isListed(extension)) return [place(extension)]
    const { id, title, path, icon, badge, group, allow } = extension
    return [place(extension), place({ kind: 'nav-item', id, title, to: path, icon, badge, group, allow })]
  })
}

const isListed = (page: Extract<Extension, { kind: 'page' }>) =>
  page.sidebar ? page.sidebar === 'listed' : !page.path.includes(':')

const adjusted = (placed: Placed, title: string | undefined): Placed =>
  title === undefined ? placed : { ...placed, extension: { ...placed.extension, title } }

function parseEntries(entries: unknown, problems: string[]): Entry[] {
  if (entries === undefined) return []
  if (!Array.isArray(entries)) {
    problems.push('app.extensions must be a list, such as "- page:catalog/list". It is ignored.')
    return []
  }
  return entries.flatMap((entry: unknown, index) => {
    const parsed = parseEntry(entry)
    if (!parsed) problems.push(`app.extensions[${index}] must be an extension's id, or one id with its settings below.`)
    return parsed ?? []
  })
}

function parseEntry(entry: unknown): Entry | undefined {
  if (typeof entry === 'string') return { key: entry, disabled: false, title: undefined }
  if (!isRecord(entry)) return undefined
  const [pair, ...more] = Object.entries(entry)
  if (!pair || more.length > 0) return undefined
  const [key, settings] = pair
  // Values from environment variables arrive as text (spec/platform.md 1.9).
  if (settings === true || settings === 'true') return { key, disabled: false, title: undefined }
  if (settings === false || settings === 'false') return { key, disabled: true, title: undefined }
  if (!isRecord(settings)) return undefined
  const title = isRecord(settings.config) ? settings.config.title : undefined
  return {
    key,
    disabled: settings.disabled === true || settings.disabled === 'true',
    title: typeof title === 'string' ? title : undefined,
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
