import { expect, test } from 'vitest'
import { matchesGlob } from './match-glob.ts'

test.each([
  { pattern: 'a/mkdocs.yml', path: 'a/mkdocs.yml', isMatch: true },
  { pattern: '*/mkdocs.yml', path: 'a/mkdocs.yml', isMatch: true },
  { pattern: '*/mkdocs.yml', path: 'a/b/mkdocs.yml', isMatch: false },
  { pattern: '*/mkdocs.yml', path: 'mkdocs.yml', isMatch: false },
  { pattern: '**/mkdocs.yml', path: 'a/b/mkdocs.yml', isMatch: true },
  { pattern: '**/mkdocs.yml', path: 'mkdocs.yml', isMatch: true },
  { pattern: 'a/**/c/*.yml', path: 'a/x/c/y/c/d.yml', isMatch: true },
  { pattern: 'svc-?/mkdocs.yml', path: 'svc-1/mkdocs.yml', isMatch: true },
  { pattern: 'svc-?/mkdocs.yml', path: 'svc-12/mkdocs.yml', isMatch: false },
  { pattern: 's*c*/m.yml', path: 'service-core/m.yml', isMatch: true },
  { pattern: 's*c*/m.yml', path: 'shop/m.yml', isMatch: false },
  { pattern: '{a,b}/m.yml', path: 'a/m.yml', isMatch: false },
])('$pattern and $path: $isMatch', ({ pattern, path, isMatch }) => {
  expect(matchesGlob(path, pattern)).toBe(isMatch)
})

test.each([
  { why: 'stars in a segment', pattern: `${'a*'.repeat(90)}b`, path: 'a'.repeat(5_000) },
  { why: 'runs of segments', pattern: `${'**/a/'.repeat(90)}b`, path: 'a/'.repeat(5_000) },
])('attack: $why end', ({ pattern, path }) => {
  expect(matchesGlob(path, pattern)).toBe(false)
})
