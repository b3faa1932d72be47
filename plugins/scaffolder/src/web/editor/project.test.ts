import { expect, test } from 'vitest'
import { base64Of, bytesOf, bytesOfBase64, isWanted, mainFile, textOf } from './project.ts'

const file = (path: string, text: string) => ({ path, content: bytesOf(text) })

test.each([
  { why: 'the template that lies highest', paths: ['a/b/template.yaml', 'a/template.yaml'], main: 'a/template.yaml' },
  { why: 'a template by its kind, whatever its name', paths: ['README.md', 'web.yml'], main: 'web.yml' },
  { why: 'the first file where there is no template', paths: ['README.md', 'x.txt'], main: 'README.md' },
  { why: 'none of none', paths: [], main: undefined },
])('the main file is $why', ({ paths, main }) => {
  const files = paths.map((path) => file(path, /ya?ml$/.test(path) ? 'kind: Template\n' : 'text'))
  expect(mainFile(files)?.path).toBe(main)
})

test('bytes survive the way to a dry run and back', () => {
  const bytes = Uint8Array.from({ length: 100_000 }, (_, place) => place % 256)
  expect(bytesOfBase64(base64Of(bytes))).toEqual(bytes)
})

test.each([
  { why: 'text', content: bytesOf('grün'), text: 'grün' },
  { why: 'no UTF-8', content: Uint8Array.of(0xff, 0xfe), text: undefined },
  { why: 'zero bytes', content: Uint8Array.of(65, 0), text: undefined },
])('$why', ({ content, text }) => {
  expect(textOf(content)).toBe(text)
})

test.each([
  { path: 'src/index.ts', is: true },
  { path: '.github/workflows/ci.yaml', is: true },
  { path: '.git/config', is: false },
  { path: 'skeleton/node_modules/x/index.js', is: false },
])('$path belongs to a project: $is', ({ path, is }) => {
  expect(isWanted(path)).toBe(is)
})
