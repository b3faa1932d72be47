import { posix } from 'node:path'

const plainText = 'text/plain; charset=utf-8'

/**
 * What browsers only show, and never run: everything else is told as plain text (spec/techdocs.md 5), so that no file of any
 * docs can act in the name of the portal. That goes for scripts, too, which the portal's own policy would let run.
 */
const harmless: Readonly<Record<string, string>> = {
  '.avif': 'image/avif',
  '.bmp': 'image/bmp',
  '.css': 'text/css; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
  '.gif': 'image/gif',
  '.gz': 'application/gzip',
  '.ico': 'image/x-icon',
  '.jpeg': 'image/jpeg',
  '.jpg': 'image/jpeg',
  '.json': 'application/json; charset=utf-8',
  '.mp3': 'audio/mpeg',
  '.mp4': 'video/mp4',
  '.ogg': 'audio/ogg',
  '.otf': 'font/otf',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.ttf': 'font/ttf',
  '.wav': 'audio/wav',
  '.webm': 'video/webm',
  '.webp': 'image/webp',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.zip': 'application/zip',
}

/** The content type that a file of a site is served with. */
export const contentTypeOf = (path: string): string => harmless[posix.extname(path).toLowerCase()] ?? plainText
