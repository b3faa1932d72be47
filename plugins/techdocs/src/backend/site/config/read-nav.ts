import { asText, type ConfigReader, isMapping } from './config-reader.ts'
import type { NavEntry } from './site-config.ts'

/** More than any site has, and little enough to walk through. */
const limits = { depth: 20, entries: 20_000 }

/** Reads `nav`: every form that MkDocs takes; anything else is named and left out. */
export function readNav(reader: ConfigReader): NavEntry[] | undefined {
  const { nav } = reader.mapping
  if (nav === undefined || nav === null) return undefined
  let left = limits.entries
  const drop = (path: (string | number)[], message: string): NavEntry[] => {
    reader.drop(path, message)
    return []
  }

  function readList(value: unknown, path: (string | number)[]): NavEntry[] {
    if (path.length > limits.depth * 2)
      return drop(path, `"nav" is deeper than ${limits.depth} levels; the rest is left out.`)
    if (isMapping(value))
      return Object.entries(value).flatMap(([title, inner]) => readTitled(title, inner, [...path, title]))
    if (!Array.isArray(value))
      return drop(path, 'A section of "nav" is neither a list nor a mapping, so it is left out.')
    return value.flatMap((item, index) => {
      const where = [...path, index]
      if (isMapping(item)) return readList(item, where)
      const target = asText(item)
      if (target === undefined)
        return drop(where, 'An entry of "nav" is neither a file nor a title with one, so it is left out.')
      return count({ target, line: reader.lineOf(where) }, where)
    })
  }

  function readTitled(title: string, value: unknown, path: (string | number)[]): NavEntry[] {
    const line = reader.lineOf(path)
    const target = asText(value)
    if (target !== undefined) return count({ title, target, line }, path)
    if (value === null) return drop(path, `"${title}" of "nav" leads nowhere, so it is left out.`)
    return count({ title, entries: readList(value, path), line }, path)
  }

  function count(entry: NavEntry, path: (string | number)[]): NavEntry[] {
    left -= 1
    if (left === -1) return drop(path, `"nav" has more than ${limits.entries} entries; the rest is left out.`)
    return left < 0 ? [] : [entry]
  }

  return readList(nav, ['nav'])
}
