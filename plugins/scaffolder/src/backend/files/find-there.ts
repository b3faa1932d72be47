import { lstat } from 'node:fs/promises'
import { errors } from '../../model/errors.ts'

/**
 * Checks that something is there, before the system says so with the paths of this server.
 *
 * @param path - Absolute, without links.
 * @param expected.shown - What it is called in errors.
 * @throws `scaffolder/nothing-there`
 */
export async function findThere(path: string, expected: { kind: 'file' | 'folder'; shown: string }) {
  const found = await lstat(path).catch(() => undefined)
  const isRight = expected.kind === 'file' ? found?.isFile() : found?.isDirectory()
  if (!found || !isRight) throw errors.nothingThere({ kind: expected.kind, path: expected.shown })
  return found
}
