import { readFileSync } from 'node:fs'

/** The version of this package. */
export const version = (): string =>
  // Our own package.json always has one.
  (JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }).version
