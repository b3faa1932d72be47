import { expect, test } from 'vitest'
import { assemble } from './snippets.ts'

const files: Readonly<Record<string, string>> = {
  'part.md': 'part',
  'lines.txt': 'one\ntwo\nthree\nfour',
  'code.py': 'a\n# --8<-- [start:setup]\nb\n# --8<-- [end:setup]\nc',
  'self.md': 'before\n--8<-- "self.md"\nafter',
  'one.md': '1\n--8<-- "two.md"',
  'two.md': '2\n--8<-- "one.md"',
  'double.md': '--8<-- "twice.md"\n--8<-- "twice.md"',
}

function put(source: string, read = (path: string) => files[path]) {
  const missing: [string, number][] = []
  const made = assemble(source, { read, missing: (path, line) => missing.push([path, line]) })
  return { ...made, missing }
}

test.each([
  { why: 'a file', text: '--8<-- "part.md"', made: 'part' },
  { why: 'single quotes, and more dashes', text: "----8<---- 'part.md'", made: 'part' },
  { why: 'its indentation', text: 'x\n    --8<-- "lines.txt:1:2"', made: 'x\n    one\n    two' },
  { why: 'lines', text: '--8<-- "lines.txt:2:3"', made: 'two\nthree' },
  { why: 'lines to the end', text: '--8<-- "lines.txt:3"', made: 'three\nfour' },
  { why: 'lines from the end', text: '--8<-- "lines.txt:-2"', made: 'three\nfour' },
  { why: 'several ranges', text: '--8<-- "lines.txt:1:1,4:4"', made: 'one\nfour' },
  { why: 'a section', text: '--8<-- "code.py:setup"', made: 'b' },
  { why: 'a whole file without the marks of its sections', text: '--8<-- "code.py"', made: 'a\nb\nc' },
  { why: 'a block of files', text: '--8<--\npart.md\n\n; lines.txt\ncode.py:setup\n--8<--', made: 'part\n\nb' },
  { why: 'an escaped mark', text: ';--8<-- "part.md"', made: '--8<-- "part.md"' },
  { why: 'an escaped mark of a section', text: '# ;--8<-- [start:x]', made: '# --8<-- [start:x]' },
  { why: 'a mark inside of a line', text: 'a --8<-- "part.md"', made: 'a --8<-- "part.md"' },
])('puts in $why', ({ text, made }) => {
  expect(put(text).text).toBe(made)
})

test('a file that is not there leaves nothing, and is told with its line', () => {
  expect(put('a\n\n--8<-- "gone.md"')).toEqual({ text: 'a\n', lines: [1, 2], missing: [['gone.md', 2]] })
})

test.each([
  { attack: 'an absolute path', path: '/etc/passwd' },
  { attack: 'a path above the site', path: '../secret.md' },
  { attack: 'a path above the site by way of a folder', path: 'docs/../../secret.md' },
  { attack: 'a path above the site with backslashes', path: 'docs\\..\\..\\secret.md' },
  { attack: 'an absolute path of Windows', path: 'C:/secret.md' },
  { attack: 'another host', path: 'https://example.com/secret.md' },
  { attack: 'a file by its address', path: 'file:///etc/passwd' },
  { attack: 'a path cut by a NUL', path: 'part.md\0/../../x' },
])('$attack is not even asked for', ({ path }) => {
  const asked: string[] = []
  const { text, missing } = put(`a\n--8<-- "${path}"\n--8<-- "docs/../part.md"`, (wanted) => {
    asked.push(wanted)
    return 'fine'
  })
  expect(asked).toEqual(['docs/../part.md'])
  expect(text).toBe('a\nfine')
  expect(missing).toHaveLength(1)
})

test.each([
  { attack: 'a file that puts itself in', text: '--8<-- "self.md"', made: 'before\nafter' },
  { attack: 'files that put each other in', text: '--8<-- "one.md"', made: '1\n2' },
])('$attack comes once', ({ text, made }) => {
  expect(put(text).text).toBe(made)
})

test('files that double each time end at a limit', () => {
  let reads = 0
  const { text } = put('--8<-- "0.md"', (path) => {
    reads++
    const next = Number.parseInt(path, 10) + 1
    return `${'x'.repeat(1000)}\n--8<-- "${next}.md"\n--8<-- "./${next}.md"`
  })
  expect(text.length).toBeLessThan(5_000_000)
  expect(reads).toBeLessThan(10_000)
})
