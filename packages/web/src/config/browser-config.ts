/** The part of the configuration that the server marks for browsers. */
export interface BrowserConfig {
  /** The value at a dotted path, `app.title`; undefined when there is none. */
  get(path: string): unknown
  /** The value at a dotted path if it is text. */
  text(path: string): string | undefined
}

/** One source of config, as the server injects it (spec/platform.md 1.10). */
interface ConfigSource {
  data: unknown
}

/**
 * Makes the config from what the server put into the page.
 *
 * @param sources - Later ones win; objects are merged, everything else replaces.
 */
export function browserConfig(sources: readonly ConfigSource[]): BrowserConfig {
  const merged = sources.map(({ data }) => data).reduce(merge, {})
  const get = (path: string) =>
    path
      .split('.')
      .reduce<unknown>((value, key) => (isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined), merged)
  return {
    get,
    text(path) {
      const value = get(path)
      return typeof value === 'string' && value !== '' ? value : undefined
    },
  }
}

/** Reads the config that the server injected; an empty one when the page comes without. */
export function injectedConfig(page: Document): BrowserConfig {
  const text = page.querySelector('script[type="backstage.io/config"]')?.textContent
  const sources: unknown = text ? JSON.parse(text) : []
  return browserConfig(Array.isArray(sources) ? sources : [])
}

function merge(lower: unknown, higher: unknown): unknown {
  if (!isRecord(lower) || !isRecord(higher)) return higher
  const merged = new Map(Object.entries(lower))
  for (const [key, value] of Object.entries(higher)) merged.set(key, merge(merged.get(key), value))
  return Object.fromEntries(merged)
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
