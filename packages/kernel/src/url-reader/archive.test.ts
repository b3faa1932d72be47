import { Readable } from 'node:stream'
import { tarGz } from '@callboard/testing/servers'
import { expect, test } from 'vitest'
import { type UnpackOptions, unpack } from './archive.ts'
import { errors } from './errors.ts'
import { zip } from './test-zip.ts'

const options: Omit<UnpackOptions, 'format'> = {
  strip: 'nothing',
  startsAt: '',
  folder: '',
  maxBytes: 1_000,
  shownUrl: 'https://git.example.com/o/r',
}
const zeros = (bytes: number) => Buffer.alloc(bytes)

test('a link in a zip counts with what its target claims to be', async () => {
  const bomb = zip([{ path: 'link', mode: 0o120777, content: zeros(5_000) }])
  await expect(unpack(Readable.from([bomb]), { ...options, format: 'zip' })).rejects.toSatisfy(errors.tooLarge.is)
  const honest = zip([
    { path: 'a.md', mode: 0o100644, content: 'a' },
    { path: 'link', mode: 0o120777, content: 'a.md' },
  ])
  const { files, links } = await unpack(Readable.from([honest]), { ...options, format: 'zip' })
  expect(files.map(({ path, data }) => [path, String(data)])).toEqual([
    ['a.md', 'a'],
    ['link', 'a'],
  ])
  expect(links).toEqual([{ path: 'link', target: 'a.md' }])
})

test.each([
  { why: 'large files beside the wanted one do not matter', besides: 9_000, isRefused: false },
  { why: 'a bomb beside it is not unpacked to its end', besides: 11_000, isRefused: true },
])('$why', async ({ besides, isRefused }) => {
  const archive = tarGz([
    { path: 'a.md', content: 'a' },
    { path: 'b.bin', content: zeros(besides) },
  ])
  const filter = (path: string) => path === 'a.md'
  const files = unpack(Readable.from([archive]), { ...options, format: 'tar.gz', filter })
  if (isRefused) await expect(files).rejects.toSatisfy(errors.tooLarge.is)
  else expect((await files).files.map(({ path }) => path)).toEqual(['a.md'])
})
