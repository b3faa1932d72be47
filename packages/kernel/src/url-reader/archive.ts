import { once } from 'node:events'
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, posix, resolve, sep } from 'node:path'
import type { Readable } from 'node:stream'
import { errors } from './errors.ts'

/** A file that came out of an archive. */
export interface UnpackedFile {
  /** Relative, `/` as separator, never leaving the tree. */
  path: string
  data: Buffer
  mode?: number
  lastModifiedAt?: Date
}

/** What came out of an archive. */
export interface Unpacked {
  /** In the order of their paths. Links that lead to one of them are among them, as copies. */
  files: UnpackedFile[]
  /** All links, wherever they lead. */
  links: { path: string; target: string }[]
}

/** How to take files out of an archive. */
export interface UnpackOptions {
  format: 'tar.gz' | 'zip'
  strip: 'first-folder' | { folder: string } | 'nothing'
  /** The folder that the archive starts at; empty for the repository's root. */
  startsAt: string
  /** Only what is below this folder, which is taken off the paths. */
  folder: string
  filter?(path: string, info: { size: number }): boolean
  /** Of all that is kept, unpacked. */
  maxBytes: number
  /** The address in errors. */
  shownUrl: string
}

const maxEntries = 200_000
/** What nobody wants is unpacked on the way to the next entry; this many times of what may be kept is no repository any more. */
const skippedPerKept = 10

/**
 * Unpacks the files that `filter` wants. Entries whose name leaves the tree are dropped; links to files of the
 * tree become copies of them; other links and special files are dropped.
 */
export async function unpack(archive: Readable, options: UnpackOptions): Promise<Unpacked> {
  const kept = new Keeper(options)
  await (options.format === 'zip' ? unpackZip(archive, kept) : unpackTar(archive, kept))
  return kept.finish()
}

/** Writes files below a folder. @throws when a path leaves it. */
export async function writeFiles(files: readonly UnpackedFile[], targetDir: string | undefined): Promise<string> {
  const dir = resolve(targetDir ?? (await mkdtemp(join(tmpdir(), 'callboard-tree-'))))
  await mkdir(dir, { recursive: true })
  for (const file of files) {
    const target = resolve(dir, file.path)
    if (!target.startsWith(dir + sep)) throw new Error(`The archive holds "${file.path}", which is outside of it.`)
    await mkdir(dirname(target), { recursive: true })
    await writeFile(target, file.data, file.mode === undefined ? {} : { mode: (file.mode & 0o777) | 0o600 })
  }
  return dir
}

/** Decides which entries are kept, under which name, and holds them to the bounds. */
class Keeper {
  readonly options: UnpackOptions
  readonly #files = new Map<string, UnpackedFile>()
  readonly #links = new Map<string, string>()
  #bytes = 0
  #entries = 0
  #skipped = 0

  constructor(options: UnpackOptions) {
    this.options = options
  }

  /** The entry's path in the wanted folder; undefined when it is not in it. */
  place(name: string): string | undefined {
    if (++this.#entries > maxEntries)
      throw new Error(`The archive of ${this.options.shownUrl} holds more than ${maxEntries} entries.`)
    const path = this.#inTree(name)
    if (path === undefined || this.options.folder === '') return path
    const prefix = `${this.options.folder}/`
    return path.startsWith(prefix) ? path.slice(prefix.length) : undefined
  }

  wants(path: string, size: number): boolean {
    if (this.options.filter && !this.options.filter(path, { size })) return false
    this.count(size)
    return true
  }

  count(bytes: number): void {
    this.#bytes += bytes
    if (this.#bytes > this.options.maxBytes)
      throw errors.tooLarge({ url: this.options.shownUrl, maxBytes: this.options.maxBytes })
  }

  skip(bytes: number): void {
    this.#skipped += bytes
    const maxBytes = this.options.maxBytes * skippedPerKept
    if (this.#skipped > maxBytes) throw errors.tooLarge({ url: this.options.shownUrl, maxBytes })
  }

  add(file: UnpackedFile): void {
    this.#files.set(file.path, file)
  }

  addLink(path: string, target: string): void {
    this.#links.set(path, target)
  }

  /** Links that lead to a kept file, perhaps over other links, become that file. */
  finish(): Unpacked {
    for (const path of this.#links.keys()) {
      let at = path
      for (let hops = 0; hops < 8 && this.#links.has(at); hops++) {
        at = posix.normalize(posix.join(posix.dirname(at), this.#links.get(at) ?? ''))
      }
      const target = this.#files.get(at)
      if (target && !this.#files.has(path) && this.wants(path, target.data.length))
        this.#files.set(path, { ...target, path })
    }
    return {
      files: [...this.#files.values()].sort((a, b) => (a.path < b.path ? -1 : 1)),
      links: [...this.#links].map(([path, target]) => ({ path, target })),
    }
  }

  #inTree(name: string): string | undefined {
    if (name.includes('\0') || name.includes('\\') || name.startsWith('/')) return undefined
    const segments = name.split('/').filter((segment) => segment !== '' && segment !== '.')
    if (segments.includes('..')) return undefined
    const { strip, startsAt } = this.options
    if (strip === 'first-folder') segments.shift()
    else if (strip !== 'nothing') {
      if (segments[0] !== strip.folder) return undefined
      segments.shift()
    }
    if (segments.length === 0) return undefined
    return [startsAt, ...segments].filter(Boolean).join('/')
  }
}

async function unpackTar(archive: Readable, kept: Keeper): Promise<void> {
  const { Parser } = await import('tar')
  const reading: Promise<void>[] = []
  let failure: Error | undefined
  const parser = new Parser({
    // What the parser only warns of would be files that are silently missing.
    onwarn(code, message) {
      if (code !== 'TAR_ENTRY_INFO' && code !== 'TAR_ENTRY_UNSUPPORTED') failure ??= new Error(String(message))
    },
    onReadEntry(entry) {
      if (failure) return void entry.resume()
      try {
        const path = kept.place(entry.path)
        if (path !== undefined && entry.type === 'SymbolicLink') kept.addLink(path, entry.linkpath ?? '')
        const isFile = entry.type === 'File' || entry.type === 'OldFile' || entry.type === 'ContiguousFile'
        if (path === undefined || !isFile || !kept.wants(path, entry.size)) {
          kept.skip(entry.size)
          return void entry.resume()
        }
        const add = (data: Buffer) => kept.add({ path, data, mode: entry.mode, lastModifiedAt: entry.mtime })
        reading.push(entry.concat().then(add))
      } catch (error) {
        // Only our own Errors are thrown above.
        failure ??= error as Error
        entry.resume()
      }
    },
  })
  parser.on('error', (error: Error) => {
    failure ??= error
  })
  // The parser is an event emitter with write and end, not a Node stream: pressure is passed on by hand.
  for await (const chunk of archive) {
    if (failure) break
    if (!parser.write(chunk) && !failure) await Promise.race([once(parser, 'drain'), once(parser, 'error')])
  }
  if (!failure) {
    const ended = Promise.race([once(parser, 'end'), once(parser, 'error')])
    parser.end()
    await ended.catch(() => {})
  }
  if (failure) throw asArchiveError(failure, kept.options.shownUrl)
  await Promise.all(reading)
}

function asArchiveError(cause: Error, shownUrl: string): Error {
  if (errors.tooLarge.is(cause)) return cause
  return new Error(`The archive of ${shownUrl} cannot be unpacked: ${cause.message}`, { cause })
}

async function unpackZip(archive: Readable, kept: Keeper): Promise<void> {
  const { fromBufferPromise } = await import('yauzl')
  const chunks: Buffer[] = []
  for await (const chunk of archive) chunks.push(chunk)
  // yauzl checks the sizes it announces against what really unpacks.
  const zip = await fromBufferPromise(Buffer.concat(chunks), { validateEntrySizes: true, strictFileNames: false })
  for await (const entry of zip.eachEntry()) {
    const path = kept.place(entry.fileName)
    const mode = entry.externalFileAttributes >>> 16
    if (path === undefined || entry.fileName.endsWith('/')) continue
    const isLink = (mode & 0o170000) === 0o120000
    // The target of a link has to be unpacked to be known; it counts like a file, for it may claim any size.
    if (isLink) kept.count(entry.uncompressedSize)
    else if (!kept.wants(path, entry.uncompressedSize)) continue
    const parts: Buffer[] = []
    for await (const part of await zip.openReadStreamPromise(entry)) parts.push(part)
    const data = Buffer.concat(parts)
    if (isLink) kept.addLink(path, data.toString())
    else kept.add({ path, data, ...(mode ? { mode } : {}), lastModifiedAt: entry.getLastModDate() })
  }
}
