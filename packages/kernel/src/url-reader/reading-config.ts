import type { RootConfig } from '../config/root-config.ts'

/** One entry of a list in the configuration, read by key; what is wrong is collected, so that all of it is told at once. */
export interface ConfigEntry {
  /** `integrations.github[0]` */
  readonly path: string
  /** The raw value under a key. */
  raw(key: string): unknown
  string(key: string): string | undefined
  /** An http or https address, given back without a trailing slash. */
  url(key: string): string | undefined
  /** Like `string`, but absence is a problem; the result is then the empty string, which nobody will see. */
  required(key: string, why?: string): string
  strings(key: string): string[] | undefined
  /** The entries of a list below this one. */
  list(key: string): ConfigEntry[]
  /** Notes a problem of this entry. */
  problem(key: string, message: string): void
}

/** The entries of the list under `path`, or none. A single object counts as a list of one. */
export function configList(config: RootConfig, path: string, problems: string[]): ConfigEntry[] {
  return entriesOf(config.get(path), path, problems)
}

/** @throws Error with every problem, when there is one. */
export function assertNoProblems(problems: readonly string[]): void {
  if (problems.length > 0)
    throw new Error(`The configuration cannot be used.\n${problems.map((p) => `  ${p}`).join('\n')}`)
}

function entriesOf(value: unknown, path: string, problems: string[]): ConfigEntry[] {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value))
    return isObject(value) ? [entryOf(value, path, problems)] : refuse(path, problems, 'a list')
  return value.flatMap((item, index) => {
    const itemPath = `${path}[${index}]`
    return isObject(item) ? [entryOf(item, itemPath, problems)] : refuse(itemPath, problems, 'an object')
  })
}

function entryOf(value: Record<string, unknown>, path: string, problems: string[]): ConfigEntry {
  const problem = (key: string, message: string) => void problems.push(`${path}.${key}: ${message}`)
  const string = (key: string) => {
    const found = value[key]
    if (found === undefined || found === null) return undefined
    if (typeof found === 'number') return String(found)
    if (typeof found === 'string' && found !== '') return found
    problem(key, 'expected a string that is not empty.')
    return undefined
  }
  return {
    path,
    raw: (key) => value[key],
    string,
    url(key) {
      const text = string(key)
      const protocol = text === undefined ? undefined : URL.parse(text)?.protocol
      if (text === undefined || protocol === 'https:' || protocol === 'http:') return text?.replace(/\/+$/, '')
      problem(key, `expected an http or https address, got "${text}".`)
      return undefined
    },
    required(key, why = 'is required.') {
      if (value[key] === undefined || value[key] === null) problem(key, why)
      return string(key) ?? ''
    },
    strings(key) {
      const found = value[key]
      if (found === undefined || found === null) return undefined
      if (Array.isArray(found) && found.every((item) => typeof item === 'string')) return found
      problem(key, 'expected a list of strings.')
      return undefined
    },
    list: (key) => entriesOf(value[key], `${path}.${key}`, problems),
    problem,
  }
}

function refuse(path: string, problems: string[], expected: string): [] {
  problems.push(`${path}: expected ${expected}.`)
  return []
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** An entry in which nothing is set: for hosts that need no configuration. */
export const emptyEntry = (): ConfigEntry => entryOf({}, '', [])
