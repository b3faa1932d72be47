import { isUtf8 } from 'node:buffer'

/**
 * The text of a descriptor file: UTF-8, or UTF-16 where a byte order mark says so, as editors on Windows write it.
 *
 * @returns `brokenLine`: the 1-based line of the first bytes that are no UTF-8; U+FFFD stands in for them in the text.
 */
export function decodeText(bytes: Buffer): { text: string; brokenLine?: number } {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { text: new TextDecoder('utf-16le').decode(bytes) }
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { text: new TextDecoder('utf-16be').decode(bytes) }
  const text = bytes.toString('utf8')
  if (isUtf8(bytes)) return { text }
  return { text, brokenLine: firstBrokenLine(bytes) }
}

// A line feed is never a part of another character in UTF-8, so that lines can be looked at one by one.
function firstBrokenLine(bytes: Buffer): number {
  for (let line = 1, start = 0; ; line++) {
    const end = bytes.indexOf('\n', start)
    if (end === -1 || !isUtf8(bytes.subarray(start, end))) return line
    start = end + 1
  }
}
