import { expect, test } from 'vitest'
import { compareFiles, diffLines } from './compare-files.ts'

const file = (path: string, base64Content: string, executable = false) => ({ path, base64Content, executable })

test('files are compared with those of the dry run before', () => {
  const before = [file('a', 'x'), file('b', 'x'), file('c', 'x'), file('run', 'x')]
  const made = [file('run', 'x', true), file('d', 'x'), file('b', 'y'), file('a', 'x')]
  expect(compareFiles(made, before).map(({ path, change }) => `${path} ${change}`)).toEqual([
    'a same',
    'b changed',
    'c removed',
    'd added',
    'run changed',
  ])
})

test('the first dry run is compared with nothing', () => {
  expect(compareFiles([file('a', 'x')], undefined).map(({ change }) => change)).toEqual(['first'])
})

test('lines that went, came and stayed', () => {
  expect(diffLines('a\nb\nc', 'a\nB\nc\nd')?.map(({ text, change }) => `${change} ${text}`)).toEqual([
    'same a',
    'removed b',
    'added B',
    'same c',
    'added d',
  ])
})

test('what is too long is not compared', () => {
  expect(diffLines('a\n'.repeat(4_000), 'b')).toBeUndefined()
})
