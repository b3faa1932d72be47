import { Buffer } from 'node:buffer'
import { pipeline } from 'node:stream/promises'
import type { Fingerprint } from './fingerprint.ts'

/** An archive of a workspace may have so many bytes, packed. */
export const maxArchiveBytes = 50 * 1024 * 1024

/**
 * Packs a folder: files with their modes, links as links, empty folders.
 *
 * @param seen - What the folder looks like now.
 * @returns Undefined when it is above `maxBytes`.
 */
export async function packFolder(
  folder: string,
  seen: Fingerprint,
  maxBytes = maxArchiveBytes,
): Promise<Uint8Array | undefined> {
  const { create } = await import('tar')
  const chunks: Buffer[] = []
  let bytes = 0
  // Fast rather than small: it is read at most once, and written often.
  for await (const chunk of create(
    { cwd: folder, gzip: { level: 1 }, statCache: seen.stats, readdirCache: seen.names },
    ['.'],
  )) {
    bytes += chunk.length
    if (bytes > maxBytes) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, bytes)
}

/** Unpacks into an empty folder what {@link packFolder} has packed. */
export async function unpackFolder(archive: Uint8Array, folder: string): Promise<void> {
  const { extract } = await import('tar')
  // Links may lead anywhere, as they did when they were packed; nothing in the archive lies behind one.
  await pipeline([archive], extract({ cwd: folder, preservePaths: true, strict: true }))
}
