import { expect, test } from 'vitest'
import { highlight } from './highlight.ts'

test.each([
  { why: 'a key of YAML', line: 'name: "x" # why', language: 'yaml', roles: 'key:name string:"x" comment:# why' },
  { why: 'a key of JSON', line: '{"a": 1, "b": "c"}', language: 'json', roles: 'key:"a" number:1 key:"b" string:"c"' },
  { why: 'plain text', line: 'a: 1', language: 'text', roles: '' },
] as const)('$why is told apart, and no letter is lost', ({ line, language, roles }) => {
  const pieces = highlight(line, language)
  expect(pieces.map(({ text }) => text).join('')).toBe(line)
  expect(pieces.flatMap(({ text, role }) => (role ? [`${role}:${text}`] : [])).join(' ')).toBe(roles)
})
