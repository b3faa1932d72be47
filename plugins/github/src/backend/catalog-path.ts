import { posix } from 'node:path'

/** Whether a `catalogPath` is a pattern for many files. */
export const isPathPattern = (catalogPath: string) => /[*?]/.test(catalogPath)

/** Whether a file of the repository is one that a `catalogPath` names. */
export const matchesCatalogPath = (catalogPath: string, path: string) =>
  isPathPattern(catalogPath) ? posix.matchesGlob(path, catalogPath) : path === catalogPath
