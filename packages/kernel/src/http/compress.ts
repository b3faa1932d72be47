import { pipeline, type Readable } from 'node:stream'
import { promisify } from 'node:util'
import { createGzip, gzip } from 'node:zlib'

const gzipAsync = promisify(gzip)
/** Most of what level 9 saves, at a fifth of its time. */
const level = 4
const minBytes = 1024

/** Whether a body of this type gets smaller by compression. */
const isCompressible = (type: string) => /^(text\/|application\/([\w.-]+\+)?(json|javascript|xml|yaml))/.test(type)

/** Whether the caller takes gzip: named, or `*`, and not with the quality zero. */
export function acceptsGzip(header: string | string[] | undefined): boolean {
  const offers = (Array.isArray(header) ? header.join(',') : (header ?? '')).toLowerCase().split(',')
  return offers.some((offer) => {
    const [coding, ...parameters] = offer.split(';').map((part) => part.trim())
    return (coding === 'gzip' || coding === '*') && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter))
  })
}

/** The body in gzip, if that is worth it; undefined: send it as it is. */
export async function compressed(
  body: string | Uint8Array | Readable,
  options: { type: string; acceptEncoding: string | string[] | undefined },
): Promise<Buffer | Readable | undefined> {
  if (!isCompressible(options.type) || !acceptsGzip(options.acceptEncoding)) return undefined
  if (typeof body !== 'string' && !(body instanceof Uint8Array)) {
    const packed = createGzip({ level })
    // Ends one when the other ends: a caller that goes away must not leave a file open.
    pipeline(body, packed, () => {})
    return packed
  }
  return body.length < minBytes ? undefined : gzipAsync(body, { level })
}
