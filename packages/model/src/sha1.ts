/**
 * SHA-1 of a text's UTF-8 bytes, in hex. Not for security: it gives long index values a short name, here rather than by
 * `node:crypto` because the browser computes the same names.
 */
export function sha1(text: string): string {
  const bytes = padded(new TextEncoder().encode(text))
  const state = new Int32Array([0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0])
  const words = new Int32Array(80)
  for (let offset = 0; offset < bytes.byteLength; offset += 64) mixBlock(state, words, { bytes, offset })
  return Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('')
}

/** The message with its end marker and its length in bits, a multiple of 64 bytes long. */
function padded(message: Uint8Array): DataView {
  const view = new DataView(new ArrayBuffer(((message.length + 8) >> 6) * 64 + 64))
  new Uint8Array(view.buffer).set(message)
  view.setUint8(message.length, 0x80)
  view.setUint32(view.byteLength - 8, Math.floor(message.length / 0x20000000))
  view.setUint32(view.byteLength - 4, message.length << 3)
  return view
}

function mixBlock(state: Int32Array, words: Int32Array, block: { bytes: DataView; offset: number }): void {
  for (let i = 0; i < 16; i++) words[i] = block.bytes.getInt32(block.offset + i * 4)
  for (let i = 16; i < 80; i++)
    words[i] = rotate(at(words, i - 3) ^ at(words, i - 8) ^ at(words, i - 14) ^ at(words, i - 16), 1)
  let [a, b, c, d, e] = state as unknown as [number, number, number, number, number] // five words, by construction
  for (let i = 0; i < 80; i++) {
    const next = (rotate(a, 5) + choose(i, b, c, d) + e + at(words, i)) | 0
    e = d
    d = c
    c = rotate(b, 30)
    b = a
    a = next
  }
  const mixed = [a, b, c, d, e]
  for (let i = 0; i < 5; i++) state[i] = (at(state, i) + (mixed[i] ?? 0)) | 0
}

function choose(round: number, b: number, c: number, d: number): number {
  if (round < 20) return ((b & c) | (~b & d)) + 0x5a827999
  if (round < 40) return (b ^ c ^ d) + 0x6ed9eba1
  if (round < 60) return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc
  return (b ^ c ^ d) + 0xca62c1d6
}

const rotate = (word: number, bits: number) => (word << bits) | (word >>> (32 - bits))

// A typed array yields undefined only out of bounds, and every index here is in bounds.
const at = (words: Int32Array, index: number) => words[index] as number
