import { gzipSync } from 'node:zlib'

/** One entry to pack; a link when it has a target. */
export interface ArchiveEntry {
  path: string
  content?: string | Uint8Array
  linkTarget?: string
  /** Default: 0o644. */
  mode?: number
}

/** Packs entries into a gzipped tar (POSIX ustar), in the given order and under the given names, whatever they are. */
export function tarGz(entries: readonly ArchiveEntry[]): Buffer {
  const blocks = entries.flatMap(({ path, content = '', linkTarget, mode = 0o644 }) => {
    const body = Buffer.from(linkTarget === undefined ? content : '')
    return [header({ path, linkTarget, mode }, body.length), body, Buffer.alloc((512 - (body.length % 512)) % 512)]
  })
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]), { level: 1 })
}

function header({ path, linkTarget, mode }: Omit<ArchiveEntry, 'content'> & { mode: number }, size: number): Buffer {
  const block = Buffer.alloc(512)
  const [prefix, name] = splitName(path)
  const octal = (value: number, length: number) => `${value.toString(8).padStart(length - 1, '0')}\0`
  block.write(name, 0)
  block.write(octal(mode, 8), 100)
  block.write(octal(0, 8), 108)
  block.write(octal(0, 8), 116)
  block.write(octal(size, 12), 124)
  block.write(octal(1_795_000_000, 12), 136)
  block.write('        ', 148)
  block.write(linkTarget === undefined ? '0' : '2', 156)
  block.write(linkTarget ?? '', 157)
  block.write('ustar\x0000', 257)
  block.write(prefix, 345)
  // The sum is taken with its own field blank.
  block.write(
    `${block
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, '0')}\0 `,
    148,
  )
  return block
}

/** Names over 100 bytes are split at a slash. */
function splitName(path: string): [prefix: string, name: string] {
  if (Buffer.byteLength(path) <= 100) return ['', path]
  const slash = path.indexOf('/', path.length - 101)
  return [path.slice(0, slash), path.slice(slash + 1)]
}
