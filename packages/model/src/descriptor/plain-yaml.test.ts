import { describe, expect, test } from 'vitest'
import { readPlainYaml } from './plain-yaml.ts'
import { splitDocuments } from './split-documents.ts'
import { parseWholeYaml } from './yaml-document.ts'

const descriptor = `---
# The box office.
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: box-office
  title: "Box office: tickets"
  description: |
    Sells tickets.

      * at the counter
    * and online

  annotations:
    github.com/project-slug: northlight/box-office
    backstage.io/techdocs-ref: dir:.
  tags: [java, point-of-sale]
  links:
  - url: https://example.com/box-office?x=1
    title: Dashboard
  - url: 'https://example.com/2'
spec:
  type: service
  owner: group:default/tickets
  replicas: 3
  since: 2020-01-01
  public: true
  system: ~x
  definition:
    $text: ./api.yaml
  dependsOn:
    - resource:default/db
    # and
    - component:default/seats
  empty:
  none: []
  map: {}
`

describe('readPlainYaml', () => {
  test('takes the usual descriptor', () => {
    const plain = readPlainYaml(descriptor.replace('~x', 'null'))
    expect(plain).toEqual(wholeValue(descriptor.replace('~x', 'null')))
    expect(plain).toMatchObject({ metadata: { name: 'box-office' }, spec: { replicas: 3, public: true, system: null } })
  })

  test.each([
    'a:\tb',
    'a: 1\r\n',
    'a: &x 1',
    'a: *x',
    'a: !t x',
    'a: >\n  x\n',
    'a: "x\\n"',
    "a: 'it''s'",
    'a: b\n  c\n',
    'a: "b\n  c"\n',
    'a: 1\na: 2',
    'a: b: c',
    'a: b # c',
    'a: [b: c]',
    'a: [1]',
    'a: {b: c}',
    '? a\n: b',
    '1: a',
    'true: a',
    '"a": b',
    '<<: x',
    'a: 1.5',
    'a: 0x1F',
    'a: 007',
    'a: -1',
    'a: .inf',
    '- a',
    'hello',
    '',
    '--- a',
    '--- {a: 1}',
    'a: 1\n...\n',
    ' a: 1',
    'a: |2\n   x\n',
    'a: |\n\n  x\n',
    'a: |\n  x',
    'a:\n  - - b\n',
    'a:\n  b: 1\n c: 2\n',
    '__proto__: {}',
    'a: @b',
    'a:\n- b\n  c\n',
  ])('leaves %j to the whole parser', (text) => {
    expect(readPlainYaml(text)).toBeUndefined()
  })

  test('agrees with the whole parser on whatever it takes', () => {
    const random = xorshift(20_261_121)
    let taken = 0
    for (let round = 0; round < 4000; round++) {
      const text = mutate(descriptor, random)
      const plain = readPlainYaml(text)
      if (plain === undefined) continue
      taken++
      expect({ text, value: plain }).toEqual({ text, value: wholeValue(text) })
    }
    // Otherwise it would agree by taking nothing.
    expect(taken).toBeGreaterThan(200)
  })
})

const wholeValue = (text: string) => {
  const parsed = parseWholeYaml(text)
  return 'value' in parsed ? parsed.value : parsed.flaw
}

const pieces =
  ' |  |\n|\n  |\n    |\n- |: |:|-|- | #|#|"|\'|[|]|{|}|,|>|a|b: c|true|null|1|0|.|e|\\|&a|*a|!t|%|@|?|~|=|<<|é|$|/|+|-1|1e3|\n\n'
const tokens = [...pieces.split('|'), '|', '|-']

/** A few random slips: something typed in, something deleted. */
function mutate(text: string, random: (below: number) => number): string {
  const lines = text.split('\n')
  const from = random(lines.length)
  let slipped = `${lines.slice(from, from + 3 + random(10)).join('\n')}\n`
  for (let slip = random(4); slip > 0; slip--) {
    const at = random(slipped.length + 1)
    const deleted = random(3) === 0 ? random(6) : 0
    slipped = slipped.slice(0, at) + (tokens[random(tokens.length)] ?? '') + slipped.slice(at + deleted)
  }
  return splitDocuments(slipped)[0]?.text ?? ''
}

/** Random numbers that are the same every time. */
function xorshift(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}
