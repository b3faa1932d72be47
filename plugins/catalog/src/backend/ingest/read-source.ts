import { createHash } from 'node:crypto'
import { glob, readFile, stat } from 'node:fs/promises'
import type { UrlReader } from '@callboard/kernel'
import { errors } from '../../model/errors.ts'
import type { SourceFile, SourceRow } from './candidate.ts'

/** Largest descriptor file. */
const maxFileBytes = 25 * 1024 * 1024
/** Most files that one glob may find. */
const maxFiles = 50_000

/** A file that is new or differs from the last read. */
export interface ChangedFile extends SourceFile {
  content: Buffer
}

/** What reading a source's target gave. */
export type SourceRead =
  | { state: 'unchanged' }
  | { state: 'missing' }
  | {
      state: 'read'
      /** Every file found, changed or not. */
      files: SourceFile[]
      changed: ChangedFile[]
      /** Files that were found and could not be read. */
      unreadable: { location: string; reason: string }[]
      etag: string | null
      contentHash: string
    }

/**
 * Reads the target of a location source, cheaply when nothing changed: by the ETag for URLs, by content hashes for files.
 *
 * @param source - The source; its `etag`, `content_hash` and `files` are of the last read.
 * @param options - `isForced` gives every file as changed.
 * @throws `catalog/location-unreadable` when it cannot be read; not when it does not exist.
 */
export async function readSource(
  source: Pick<SourceRow, 'type' | 'target' | 'etag' | 'content_hash' | 'files'>,
  options: { urlReader: UrlReader; isForced: boolean; signal: AbortSignal },
): Promise<SourceRead> {
  const { type, target } = source
  if (type === null || target === null)
    throw errors.locationNotReadableHere({ type: String(type), target: String(target) })
  if (type === 'file') return readFiles(source, target, options.isForced)
  if (type === 'url') return readUrls(source, target, options)
  throw errors.locationNotReadableHere({ type, target })
}

async function readFiles(
  source: Pick<SourceRow, 'content_hash' | 'files'>,
  target: string,
  isForced: boolean,
): Promise<SourceRead> {
  if (/[/\\]$/.test(target)) {
    throw errors.locationUnreadable({ target, reason: 'it names a folder, not a file; add the file name or a glob' })
  }
  const paths = /[*?[{]/.test(target) ? await findFiles(target, filesOf(source)) : [target]
  const found: ChangedFile[] = []
  const unreadable: { location: string; reason: string }[] = []
  for (const path of paths) {
    try {
      const content = await readWhole(path)
      found.push({ location: `file:${path}`, hash: sha1(content), content })
    } catch (error) {
      if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) continue
      unreadable.push({ location: `file:${path}`, reason: error instanceof Error ? error.message : String(error) })
    }
  }
  if (found.length === 0 && unreadable.length === 0) return { state: 'missing' }
  return compare(source, { found, unreadable, etag: null, isForced })
}

/**
 * The files of a pattern. The walk leaves out, without a word, what it cannot open just now, so that the files of the last
 * read are looked at in any case: none is gone before it is known to be.
 */
async function findFiles(pattern: string, known: SourceFile[]): Promise<string[]> {
  const paths = new Set(known.map(({ location }) => location.slice('file:'.length)))
  for await (const path of glob(pattern)) {
    paths.add(path)
    if (paths.size > maxFiles) {
      throw errors.locationUnreadable({ target: pattern, reason: `it matches more than ${maxFiles} files` })
    }
  }
  return [...paths].sort()
}

async function readWhole(path: string): Promise<Buffer> {
  const info = await stat(path)
  if (info.isDirectory()) throw new Error('It is a folder.')
  if (!info.isFile()) throw new Error('It is not a regular file.')
  if (info.size > maxFileBytes) throw new Error(`It is larger than ${maxFileBytes} bytes.`)
  return readFile(path)
}

async function readUrls(
  source: Pick<SourceRow, 'etag' | 'content_hash' | 'files'>,
  target: string,
  { urlReader, isForced, signal }: { urlReader: UrlReader; isForced: boolean; signal: AbortSignal },
): Promise<SourceRead> {
  let result: Awaited<ReturnType<UrlReader['search']>>
  try {
    result = await urlReader.search(target, { signal, ...(source.etag && !isForced ? { etag: source.etag } : {}) })
  } catch (cause) {
    const name = cause instanceof Error ? cause.name : ''
    if (name === 'NotModifiedError') return { state: 'unchanged' }
    if (name === 'NotFoundError') return { state: 'missing' }
    const reason = cause instanceof Error ? cause.message.slice(0, 5000) : String(cause)
    throw errors.locationUnreadable({ target, reason }, { cause })
  }
  if (result.files.length === 0) return { state: 'missing' }
  const found: ChangedFile[] = []
  const unreadable: { location: string; reason: string }[] = []
  for (const file of result.files) {
    const location = `url:${file.url}`
    try {
      const content = await file.content()
      if (content.length > maxFileBytes) throw new Error(`It is larger than ${maxFileBytes} bytes.`)
      found.push({ location, hash: sha1(content), content })
    } catch (error) {
      signal.throwIfAborted()
      unreadable.push({ location, reason: error instanceof Error ? error.message : String(error) })
    }
  }
  return compare(source, { found, unreadable, etag: result.etag || null, isForced })
}

function compare(
  source: Pick<SourceRow, 'content_hash' | 'files'>,
  read: {
    found: ChangedFile[]
    unreadable: { location: string; reason: string }[]
    etag: string | null
    isForced: boolean
  },
): SourceRead {
  const hash = createHash('sha1')
  for (const file of read.found) hash.update(`${file.location}\n${file.hash}\n`)
  for (const file of read.unreadable) hash.update(`${file.location}\nunreadable\n`)
  const contentHash = hash.digest('hex')
  if (!read.isForced && contentHash === source.content_hash) return { state: 'unchanged' }
  const known = new Map(read.isForced ? [] : filesOf(source).map(({ location, hash }) => [location, hash]))
  return {
    state: 'read',
    files: read.found.map(({ location, hash }) => ({ location, hash })),
    changed: read.found.filter((file) => known.get(file.location) !== file.hash),
    unreadable: read.unreadable,
    etag: read.etag,
    contentHash,
  }
}

const filesOf = ({ files }: Pick<SourceRow, 'files'>) => (files ? (JSON.parse(files) as SourceFile[]) : [])

/** SHA-1 in hex, for telling contents apart; nothing rests on it for safety. */
export const sha1 = (content: string | Uint8Array): string => createHash('sha1').update(content).digest('hex')
