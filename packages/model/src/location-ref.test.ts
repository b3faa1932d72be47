import { expect, test } from 'vitest'
import { findSourceLocation, isScriptUrl, parseLocationRef, stringifyLocationRef } from './location-ref.ts'

test.each([
  {
    why: 'split at the first colon',
    text: 'url:https://a.example/b',
    ref: { type: 'url', target: 'https://a.example/b' },
  },
  { why: 'both halves are trimmed', text: ' file : ./a.yaml ', ref: { type: 'file', target: './a.yaml' } },
])('$why', ({ text, ref }) => {
  expect(parseLocationRef(text)).toEqual(ref)
  expect(parseLocationRef(stringifyLocationRef(ref))).toEqual(ref)
})

test.each([
  { why: 'no colon', text: 'catalog-info.yaml', says: 'has no colon' },
  { why: 'no type', text: ' :x', says: 'type is empty' },
  { why: 'no target', text: 'url: ', says: 'target is empty' },
  { why: 'a web address without its type', text: 'https://a.example', says: 'not a type' },
  { why: 'a script', text: 'url:javascript:alert(1)', says: 'is a script' },
  { why: 'a script in disguise', text: 'url:\u0001 JaVa\nScript:alert(1)', says: 'is a script' },
])('$why is refused', ({ text, says }) => {
  expect(() => parseLocationRef(text)).toThrow(says)
})

test('a web address without its type says to put url: in front', () => {
  expect(() => parseLocationRef('https://a.example')).toThrow(
    expect.objectContaining({ hint: 'Write url:https://a.example.' }),
  )
})

test.each([
  { url: 'javascript:alert(1)', is: true },
  { url: '  \tJAVASCRIPT:x', is: true },
  { url: 'java\r\n\tscript:x', is: true },
  { url: '\u0000\u001fjavascript:x', is: true },
  { url: 'java script:x', is: false },
  { url: 'https://a.example/javascript:x', is: false },
  { url: 'javascripts:x', is: false },
  { url: '', is: false },
])('isScriptUrl($url) is $is', ({ url, is }) => {
  expect(isScriptUrl(url)).toBe(is)
})

test.each([
  {
    why: 'source-location wins',
    annotations: { 'backstage.io/source-location': 'url:a', 'backstage.io/managed-by-location': 'url:b' },
    found: { type: 'url', target: 'a' },
  },
  {
    why: 'managed-by-location is next',
    annotations: { 'backstage.io/managed-by-location': 'url:b' },
    found: { type: 'url', target: 'b' },
  },
  {
    why: 'what cannot be read leads nowhere',
    annotations: { 'backstage.io/source-location': 'nonsense' },
    found: undefined,
  },
])('findSourceLocation: $why', ({ annotations, found }) => {
  const entity = {
    apiVersion: 'v1',
    kind: 'A',
    metadata: { name: 'a', annotations: { ...annotations } as Record<string, string> },
  }
  expect(findSourceLocation(entity)).toEqual(found)
})
