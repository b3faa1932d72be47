import { expect, test } from 'vitest'
import { findOwner, ownerRef, parseCodeOwners } from './parse-code-owners.ts'

test.each([
  { why: 'everything', text: '* @acme/all', path: 'a/b.yaml', owner: '@acme/all' },
  { why: 'the last rule counts', text: '* @acme/all\n/a/ @acme/a', path: 'a/b.yaml', owner: '@acme/a' },
  { why: 'the first of several owners', text: '* @ada @bob', path: 'b.yaml', owner: '@ada' },
  { why: 'a folder anywhere', text: 'docs/ @ada', path: 'x/docs/y/z.md', owner: '@ada' },
  { why: 'a folder at the root only', text: '/docs/ @ada', path: 'x/docs/z.md', owner: undefined },
  { why: 'a folder without a slash at its end', text: '/docs @ada', path: 'docs/y/z.md', owner: '@ada' },
  { why: 'files of a folder', text: 'docs/* @ada', path: 'docs/z.md', owner: '@ada' },
  { why: 'not those of folders in it', text: 'docs/* @ada', path: 'docs/y/z.md', owner: undefined },
  { why: 'by ending', text: '*.yaml @ada', path: 'x/y/.hidden/c.yaml', owner: '@ada' },
  { why: 'any depth', text: '/svc/**/c.yaml @ada', path: 'svc/a/b/c.yaml', owner: '@ada' },
  {
    why: 'blanks in a path, and a comment',
    text: '/a\\ b/ ada@acme.com # for now',
    path: 'a b/c',
    owner: 'ada@acme.com',
  },
  { why: 'a line that takes owners away', text: '* @ada\n/open/', path: 'open/c', owner: undefined },
  { why: "a section's owners", text: '[Docs][2] @acme/docs\n/docs/\n/x/ @ada', path: 'docs/a', owner: '@acme/docs' },
  { why: 'an optional section', text: '^[Docs]\r\n/docs/ @ada\r\n', path: 'docs/a', owner: '@ada' },
  { why: 'nobody', text: '# nothing here\n\n', path: 'a', owner: undefined },
])('finds the owner: $why', ({ text, path, owner }) => {
  expect(findOwner(parseCodeOwners(text), path)).toBe(owner)
})

test.each([
  { owner: '@acme/ui', ref: 'ui' },
  { owner: '@acme/web/ui', ref: 'ui' },
  { owner: '@ada', ref: 'User:ada' },
  { owner: 'ada@acme.com', ref: 'ada' },
])('$owner is $ref', ({ owner, ref }) => {
  expect(ownerRef(owner)).toBe(ref)
})
