import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createUrlReading } from '@callboard/kernel'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ApiServer, startApiServer } from './api-server.ts'
import { type ArchiveEntry, tarGz } from './archive.ts'
import { plainConfig, silentLog } from './plain-config.ts'

let server: ApiServer
let archive: Buffer
beforeAll(async () => {
  server = await startApiServer({
    routes: [
      ['GET', '/api/v3/repos/o/r/commits/:ref', () => ({ body: 'a'.repeat(40) })],
      ['GET', '/api/v3/repos/o/r/tarball/:sha', () => ({ body: archive })],
    ],
    authorize: () => undefined,
    notFound: { status: 404 },
  })
})
afterAll(() => server.stop())

function readTree(entries: ArchiveEntry[] | Buffer, path = '', maxBodyBytes = 100_000) {
  archive = Buffer.isBuffer(entries) ? entries : tarGz(entries)
  const github = [{ host: server.host, apiBaseUrl: `${server.url}/api/v3` }]
  const config = plainConfig({ integrations: { github }, backend: { reading: { maxBodyBytes } } })
  return createUrlReading({ config, log: silentLog }).urlReader.readTree(`${server.url}/o/r/tree/main/${path}`)
}

describe('archives', () => {
  test.each<{ why: string; entries: ArchiveEntry[]; path?: string; files: string[] }>([
    { why: 'the first folder is taken off', entries: [{ path: 'r/a.md', content: 'a' }], files: ['a.md'] },
    {
      why: 'only the wanted folder is kept',
      entries: [
        { path: 'r/docs/a.md', content: 'a' },
        { path: 'r/docs-old/b.md', content: 'b' },
      ],
      path: 'docs',
      files: ['a.md'],
    },
    {
      why: 'names that leave the tree are dropped',
      entries: [
        { path: 'r/../../evil.md', content: 'x' },
        { path: '/etc/evil.md', content: 'x' },
        { path: 'r/a/../../../evil.md', content: 'x' },
        { path: 'r/ok.md', content: 'ok' },
      ],
      files: ['ok.md'],
    },
    {
      why: 'a link to a file of the tree becomes that file',
      entries: [
        { path: 'r/docs/a.md', content: 'a' },
        { path: 'r/docs/b.md', linkTarget: './a.md' },
      ],
      path: 'docs',
      files: ['a.md', 'b.md'],
    },
    {
      why: 'links that leave the tree, lead nowhere or in circles are dropped',
      entries: [
        { path: 'r/passwd', linkTarget: '../../../etc/passwd' },
        { path: 'r/absolute', linkTarget: '/etc/passwd' },
        { path: 'r/nowhere', linkTarget: 'none' },
        { path: 'r/one', linkTarget: 'two' },
        { path: 'r/two', linkTarget: 'one' },
        { path: 'r/ok.md', content: 'ok' },
      ],
      files: ['ok.md'],
    },
    {
      why: 'nothing is written through a link',
      entries: [
        { path: 'r/dir', linkTarget: '/tmp' },
        { path: 'r/dir/evil-callboard.md', content: 'x' },
      ],
      files: ['dir/evil-callboard.md'],
    },
  ])('$why', async ({ entries, path, files }) => {
    const tree = await readTree(entries, path)
    expect((await tree.files()).map((file) => file.path)).toEqual(files)
    const targetDir = await mkdtemp(join(tmpdir(), 'callboard-test-'))
    await tree.dir({ targetDir })
    const written = await readdir(targetDir, { recursive: true, withFileTypes: true })
    expect(written.filter((entry) => entry.isFile())).toHaveLength(files.length)
    expect(written.filter((entry) => entry.isSymbolicLink())).toEqual([])
    await rm(targetDir, { recursive: true })
  })

  test('a long name survives', async () => {
    const path = `${'folder/'.repeat(16)}file.md`
    const tree = await readTree([{ path: `r/${path}`, content: 'x' }])
    expect((await tree.files())[0]?.path).toBe(path)
  })

  test.each<{ why: string; entries: () => ArchiveEntry[] | Buffer; error: object }>([
    {
      why: 'a small archive that unpacks into a huge one is cut off',
      entries: () => [{ path: 'r/zeros', content: Buffer.alloc(2_000_000) }],
      error: { name: 'PayloadTooLargeError' },
    },
    {
      why: 'a truncated archive is an error, not fewer files',
      entries: () => {
        const whole = tarGz(
          Array.from({ length: 50 }, (_, i) => ({ path: `r/${i}`, content: Math.random().toString().repeat(50) })),
        )
        return whole.subarray(0, whole.length >> 1)
      },
      error: { message: expect.stringContaining('cannot be unpacked') },
    },
    {
      why: 'what is no archive is an error',
      entries: () => Buffer.from('<html>sign in</html>'.repeat(100)),
      error: { message: expect.stringContaining('cannot be unpacked') },
    },
  ])('$why', async ({ entries, error }) => {
    const tree = await readTree(entries())
    await expect(tree.files()).rejects.toMatchObject(error)
  })
})
