import { expect, test } from 'vitest'
import { locationInAudit } from './location-in-audit.ts'

test.each([
  { why: 'a plain URL', target: 'https://a.example/b.yaml#x', shown: 'url:https://a.example/b.yaml#x' },
  {
    why: 'a path of Azure',
    target: 'https://a.example/_git/b?path=/c.yaml',
    shown: 'url:https://a.example/_git/b?path=/c.yaml',
  },
  { why: 'a password', target: 'https://me:pass@a.example/b', shown: 'url:https://a.example/b' },
  { why: 'a token', target: 'https://a.example/b?token=abc&x=1', shown: 'url:https://a.example/b?token=***&x=1' },
  {
    why: 'a signature',
    target: 'https://a.example/b?x=1&X-Amz-Signature=abc#y',
    shown: 'url:https://a.example/b?x=1&X-Amz-Signature=***#y',
  },
])('$why in the URL of a location', ({ target, shown }) => {
  expect(locationInAudit({ type: 'url', target })).toBe(shown)
})
