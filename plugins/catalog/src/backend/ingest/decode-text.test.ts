import { expect, test } from 'vitest'
import { decodeText } from './decode-text.ts'

const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')

test.each([
  { why: 'UTF-8', bytes: Buffer.from('name: Zoë\n'), found: { text: 'name: Zoë\n' } },
  { why: 'UTF-16 as Windows writes it', bytes: utf16('name: Zoë\n'), found: { text: 'name: Zoë\n' } },
  { why: 'UTF-16 of the other byte order', bytes: utf16('name: Zoë\n').swap16(), found: { text: 'name: Zoë\n' } },
  {
    why: 'Latin-1, with the line of the first foreign byte',
    bytes: Buffer.from('kind: User\nname: Zoë\nnote: é\n', 'latin1'),
    found: { text: 'kind: User\nname: Zo\ufffd\nnote: \ufffd\n', brokenLine: 2 },
  },
  {
    why: 'a foreign byte in a last line without its end',
    bytes: Buffer.from('a: b\nname: Zoë', 'latin1'),
    found: { text: 'a: b\nname: Zo\ufffd', brokenLine: 2 },
  },
  {
    why: 'a replacement character that the author wrote',
    bytes: Buffer.from('a: \ufffd'),
    found: { text: 'a: \ufffd' },
  },
])('reads $why', ({ bytes, found }) => {
  expect(decodeText(bytes)).toEqual(found)
})
