import { expect, test } from 'vitest'
import { defaultFieldRules, type FieldRules } from './syntax.ts'

const s63 = 'a'.repeat(63)
const s64 = 'a'.repeat(64)
const domain253 = `${s63}.${s63}.${s63}.${'a'.repeat(61)}`

const rows: { rule: keyof FieldRules; good: string[]; bad: string[] }[] = [
  {
    rule: 'apiVersion',
    good: ['v1', 'backstage.io/v1alpha1', 'V1', `a-b.c/${s63}`, `${domain253}/v1`],
    bad: ['', 'a/b/c', '/v1', 'a/', 'A.io/v1', 'a..b/v1', 'v-1', `a/${s64}`, `a${domain253}/v1`],
  },
  { rule: 'kind', good: ['A', 'Component', 'a1', s63], bad: ['', '1a', 'a-b', 'a b', s64] },
  {
    rule: 'name',
    good: ['a', 'A', '0', 'a--b', 'a._b', 'a.b_c-d', s63],
    bad: ['', '-a', 'a-', '.a', 'a_', 'a b', 'ä', 'a/b', s64, 'a\n'],
  },
  { rule: 'namespace', good: ['a', '0', 'a-b', 'a--b', s63], bad: ['', 'Foo', '-a', 'a-', 'a.b', 'a_b', s64, 'a\n'] },
  {
    rule: 'labelKey',
    good: ['a', 'A_b', 'a.b/C', 'backstage.io/x', `${domain253}/a`],
    bad: ['', 'a/', '/a', 'A.b/c', 'a/b/c', '-a', `a${domain253}/a`],
  },
  { rule: 'labelValue', good: ['', 'a', 'A.b_c-d', s63], bad: ['-a', 'a b', s64] },
  { rule: 'annotationKey', good: ['a', 'backstage.io/managed-by-location'], bad: ['', 'a b', 'a/b/c'] },
  { rule: 'annotationValue', good: ['', 'anything at all', 'x'.repeat(10_000)], bad: [] },
  {
    rule: 'tag',
    good: ['java', 'c++', 'c#', 'a:b', 'a-b-c', '9', s63],
    bad: ['', 'A', '-a', 'a-', 'a--b', 'a b', 'a_b', 'a.b', s64],
  },
]

test.each(rows.flatMap(({ rule, good }) => good.map((text) => ({ rule, text }))))(
  '$rule may be "$text"',
  ({ rule, text }) => {
    expect(defaultFieldRules[rule].test(text)).toBe(true)
  },
)

test.each(rows.flatMap(({ rule, bad }) => bad.map((text) => ({ rule, text }))))(
  '$rule may not be "$text"',
  ({ rule, text }) => {
    expect(defaultFieldRules[rule].test(text)).toBe(false)
  },
)
