import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { UrlReader } from '@callboard/kernel'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readSource, sha1 } from './read-source.ts'

type SearchResult = Awaited<ReturnType<UrlReader['search']>>

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'callboard-read-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const read = (source: { type: string; target: string; files?: string[] }, search?: () => Promise<SearchResult>) =>
  readSource(
    {
      ...source,
      etag: null,
      content_hash: null,
      files: source.files ? JSON.stringify(source.files.map((location) => ({ location, hash: 'x' }))) : null,
    },
    { urlReader: { search } as unknown as UrlReader, isForced: false, signal: new AbortController().signal },
  )

test('a file that the last read found and the walk misses is looked for; only what is not there is gone', async () => {
  // The walk leaves folders out that it may not open just now.
  const [found, missed, gone] = ['a.yaml', 'b.yml', 'c.yml'].map((name) => join(folder, name))
  await writeFile(found as string, 'a')
  await writeFile(missed as string, 'b')
  const files = [found, missed, gone].map((path) => `file:${path}`)
  const result = await read({ type: 'file', target: join(folder, '*.yaml'), files })
  expect(result).toMatchObject({
    state: 'read',
    files: [
      { location: files[0], hash: sha1('a') },
      { location: files[1], hash: sha1('b') },
    ],
    unreadable: [],
  })
})

test('one file of a search that cannot be fetched costs the others nothing', async () => {
  const result = await read({ type: 'url', target: 'https://example.com/**/c.yaml' }, async () => ({
    etag: 'commit',
    files: [
      { url: 'https://example.com/1/c.yaml', content: async () => Buffer.from('one') },
      { url: 'https://example.com/2/c.yaml', content: () => Promise.reject(new Error('answered 500')) },
    ],
  }))
  expect(result).toMatchObject({
    files: [{ location: 'url:https://example.com/1/c.yaml' }],
    unreadable: [{ location: 'url:https://example.com/2/c.yaml', reason: 'answered 500' }],
  })
})

test('a read that is stopped is no file that cannot be fetched', async () => {
  const stop = new AbortController()
  const files = [
    {
      url: 'https://example.com/c.yaml',
      content: () => {
        stop.abort()
        return Promise.reject(new Error('stopped'))
      },
    },
  ]
  const urlReader = { search: async () => ({ etag: '', files }) } as unknown as UrlReader
  const source = { type: 'url', target: 'https://example.com/*', etag: null, content_hash: null, files: null }
  await expect(readSource(source, { urlReader, isForced: false, signal: stop.signal })).rejects.toThrow('aborted')
})
