import { describe, expect, test } from 'vitest'
import { createRedactor } from './redactor.ts'

const secret = 'p4ss/w+rd "quoted"'

describe('a redactor', () => {
  test.each([
    { why: 'the secret itself', text: `token ${secret} used`, shown: 'token *** used' },
    { why: 'every time that it is there', text: `${secret},${secret}`, shown: '***,***' },
    { why: 'inside of JSON', text: JSON.stringify({ a: secret }), shown: '{"a":"***"}' },
    { why: 'in an address', text: `https://h/?t=${encodeURIComponent(secret)}`, shown: 'https://h/?t=***' },
    { why: 'in an address in lower case', text: 'x=p4ss%2fw%2brd%20%22quoted%22', shown: 'x=***' },
    { why: 'in a form', text: `t=${new URLSearchParams({ v: secret }).toString().slice(2)}`, shown: 't=***' },
    { why: 'other text stays', text: 'p4ss is not the whole of it', shown: 'p4ss is not the whole of it' },
  ])('masks $why', ({ text, shown }) => {
    expect(createRedactor([secret]).redact(text)).toBe(shown)
  })

  test.each([0, 1, 2, 3, 4, 5])('masks base64 of something with the secret at byte %i', (before) => {
    const token = 'glpat-1234567890abcdef'
    for (const encoding of ['base64', 'base64url'] as const) {
      const encoded = Buffer.from(`${'u'.repeat(before)}${token}:tail`).toString(encoding)
      const shown = createRedactor([token]).redact(`Basic ${encoded}`)
      expect(shown).toContain('***')
      const left = shown.replace('Basic ', '').split('***')
      // What is left over tells at most the bits that a character shares with the neighbours of the secret.
      const known = left.map((part) => Buffer.from(part, encoding).toString('latin1')).join('|')
      expect(known).not.toMatch(/glp|cdef/)
    }
  })

  test.each([
    { why: 'an empty secret', values: ['', ' ', 'x', ' y '], text: 'x y z', shown: 'x y z' },
    { why: 'spaces round a secret', values: ['  abc  '], text: 'is abc', shown: 'is ***' },
    { why: 'one secret within another', values: ['abc', 'xabcx'], text: 'xabcx abc', shown: '*** ***' },
    { why: 'secrets that overlap', values: ['abcd', 'cdef'], text: '-abcdef-', shown: '-***-' },
    {
      why: 'long lines of a key, not its short ones',
      values: ['-----BEGIN KEY-----\nMIIEpAIBAAKCAQEA\nend\n-----END KEY-----'],
      text: 'line MIIEpAIBAAKCAQEA of end',
      shown: 'line *** of end',
    },
    {
      why: 'a whole key that was written as JSON',
      values: ['line one of it\nline two of it'],
      text: JSON.stringify('line one of it\nline two of it'),
      shown: '"***"',
    },
  ])('knows $why', ({ values, text, shown }) => {
    expect(createRedactor(values).redact(text)).toBe(shown)
  })

  test('masks strings and keys of values, and keeps the rest', () => {
    const redactor = createRedactor(['s3cret'])
    const value = { list: ['a s3cret', 1, null, true], s3cret: { deep: 's3cret' } }
    expect(redactor.redactValue(value)).toEqual({ list: ['a ***', 1, null, true], '***': { deep: '***' } })
    expect(redactor.redactValue(undefined)).toBeUndefined()
  })

  test('masks what is added later', () => {
    const redactor = createRedactor()
    expect(redactor.redact('made-here')).toBe('made-here')
    redactor.add(['made-here'])
    expect(redactor.redact('made-here')).toBe('***')
    expect(redactor.redactValue(['made-here'])).toEqual(['***'])
  })
})

describe('a stream of pieces', () => {
  const texts = [
    { values: ['secret'], text: 'a secret, secretsecret, secre and no more secre' },
    { values: ['aaaa'], text: 'baaaaaaaaab aaa' },
    { values: ['abcd', 'cdef', 'dexx'], text: 'abcdef abcdexx cdcdef abcdab' },
    { values: ['abab', 'ba'], text: 'abababab xbax aba' },
    { values: ['line one of it\nline two of it'], text: 'x line one of it\nline two of it y line two of it' },
  ]
  test.each(texts)('is masked as the whole is, wherever it is cut: $text', ({ values, text }) => {
    const whole = createRedactor(values).redact(text)
    for (let first = 0; first <= text.length; first++) {
      for (let second = first; second <= text.length; second++) {
        const stream = createRedactor(values).stream()
        const pieces = [text.slice(0, first), text.slice(first, second), text.slice(second)]
        const told = pieces.map((piece) => stream.push(piece)).join('') + stream.end()
        expect(told, `cut at ${first} and ${second}`).toBe(whole)
      }
    }
  })

  test.each(texts)('also one character at a time: $text', ({ values, text }) => {
    const stream = createRedactor(values).stream()
    const told = [...text].map((piece) => stream.push(piece)).join('') + stream.end()
    expect(told).toBe(createRedactor(values).redact(text))
  })

  test('holds back no more than may be the beginning of a secret', () => {
    const stream = createRedactor(['secret']).stream()
    expect(stream.push('all of this')).toBe('all of thi')
    expect(stream.push(' and ')).toBe('s and ')
  })
})
