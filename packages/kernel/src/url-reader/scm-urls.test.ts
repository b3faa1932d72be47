import { expect, test } from 'vitest'
import { isPrivateAddress } from './address-guard.ts'
import { resolveRelative, staticPrefix } from './scm-urls.ts'

const base = 'https://github.com/o/r/blob/main/a/b.yaml'

test.each([
  { why: 'an absolute address stays', url: 'https://x.com/y', base, is: 'https://x.com/y' },
  {
    why: 'a relative one starts at the folder',
    url: './c.yaml',
    base,
    is: 'https://github.com/o/r/blob/main/a/c.yaml',
  },
  { why: 'a folder goes up', url: '../c.yaml', base, is: 'https://github.com/o/r/blob/main/c.yaml' },
  { why: 'a slash starts at the repository', url: '/c.yaml', base, is: 'https://github.com/o/r/blob/main/c.yaml' },
  {
    why: 'a repository may be called src',
    url: '/c.yaml',
    base: 'https://github.com/o/src/blob/main/a/b.yaml',
    is: 'https://github.com/o/src/blob/main/c.yaml',
  },
  {
    why: 'groups nest',
    url: '/c.yaml',
    base: 'https://gitlab.com/g/s/p/-/blob/main/a/b.yaml',
    is: 'https://gitlab.com/g/s/p/-/blob/main/c.yaml',
  },
  {
    why: 'the query stays',
    url: '/c.yaml',
    base: 'https://bb.x.com/projects/P/repos/r/browse/a/b.yaml?at=main',
    is: 'https://bb.x.com/projects/P/repos/r/browse/c.yaml?at=main',
  },
  { why: 'an unknown host has its root', url: '/c.yaml', base: 'https://x.com/a/b.yaml', is: 'https://x.com/c.yaml' },
])('$why', ({ url, base, is }) => {
  expect(resolveRelative({ url, base })).toBe(is)
})

test('a line becomes the fragment', () => {
  expect(resolveRelative({ url: 'c.yaml', base, lineNumber: 7 })).toBe('https://github.com/o/r/blob/main/a/c.yaml#L7')
})

test.each(['a%2f..%2f..', '%252e%252e%252fx', 'a%5c..%5cb'])('%s hides a way out and is refused', (url) => {
  expect(() => resolveRelative({ url, base })).toThrow(/traversal/)
})

test.each([
  { pattern: 'docs/**/a.md', prefix: 'docs' },
  { pattern: '**/a.md', prefix: '' },
  { pattern: 'a/b/c.md', prefix: 'a/b' },
])('the static prefix of $pattern is "$prefix"', ({ pattern, prefix }) => {
  expect(staticPrefix(pattern)).toBe(prefix)
})

test.each([
  '127.0.0.1',
  '10.1.2.3',
  '169.254.169.254',
  '100.64.0.1',
  '192.168.1.1',
  '172.31.255.255',
  '0.0.0.0',
  '224.0.0.1',
  '255.255.255.255',
  '::1',
  '::',
  'fe80::1',
  'fd00::1',
  'ff02::1',
  '::ffff:127.0.0.1',
  '::ffff:8.8.8.8',
  '64:ff9b::7f00:1',
  '2002:7f00:1::',
  '2001:db8::1',
])('%s is no public address', (address) => expect(isPrivateAddress(address)).toBe(true))

test.each(['8.8.8.8', '172.32.0.1', '2606:4700::1111'])('%s is public', (address) =>
  expect(isPrivateAddress(address)).toBe(false),
)
