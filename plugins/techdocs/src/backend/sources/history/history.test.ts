import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ScmIntegration, ScmIntegrations } from '@callboard/kernel'
import { expect, onTestFinished, test } from 'vitest'
import { readHostHistory } from './host-history.ts'
import { readLocalHistory } from './local-history.ts'
import { parseGitLog } from './parse-git-log.ts'

const signal = new AbortController().signal

/** A host that answers every call with this, and what it was asked. */
async function startHost(type: string, answer: unknown) {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(answer ?? {}))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())))
  // A TCP server has an address object.
  const apiBaseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const integration: ScmIntegration = {
    ...{ type, host: 'git.test', apiBaseUrl },
    repository: () => ({ owner: 'acme/web', name: 'shop' }),
    headers: async () => ({ authorization: 'Bearer x' }),
    gitHeaders: async () => ({}),
  }
  const scm: ScmIntegrations = { byUrl: () => integration, resolveUrl: ({ url }) => url, resolveEditUrl: (url) => url }
  return { scm, asked }
}

const githubCommits = [
  { commit: { author: { name: 'Bo', email: 'bo@secret.test', date: '2026-02-01T10:00:00Z' } } },
  { commit: { author: { name: 'Ada', email: 'ada@secret.test', date: '2026-01-01T10:00:00Z' } } },
  { commit: { author: { name: 'Bo', email: 'bo@secret.test', date: '2025-01-01T10:00:00Z' } } },
]
const rows = [
  {
    type: 'github',
    folder: 'https://git.test/acme/shop/tree/main/docs%20here/',
    answer: githubCommits,
    asks: '/repos/acme/web/shop/commits?path=docs+here%2Fa+b.md&sha=main&per_page=50',
  },
  {
    type: 'gitea',
    folder: 'https://git.test/acme/shop/src/branch/main/',
    answer: githubCommits,
    asks: '/repos/acme/web/shop/commits?path=a+b.md&sha=main&limit=50&stat=false&files=false&verification=false',
  },
  {
    type: 'gitlab',
    folder: 'https://git.test/acme/web/shop/-/tree/main/docs',
    answer: githubCommits.map(({ commit: { author } }) => ({
      ...{ committed_date: author.date, author_name: author.name, author_email: author.email },
    })),
    asks: '/projects/acme%2Fweb%2Fshop/repository/commits?path=docs%2Fa+b.md&ref_name=main&per_page=50',
  },
  {
    type: 'bitbucketCloud',
    folder: 'https://git.test/acme/shop/src/main/',
    answer: {
      values: githubCommits.map(({ commit: { author } }, index) => ({
        date: author.date,
        author:
          index === 0
            ? { user: { display_name: author.name }, raw: 'b <b@secret.test>' }
            : { raw: `${author.name} <${author.email}>` },
      })),
    },
    asks: '/repositories/acme/web/shop/commits/main?path=a+b.md&pagelen=50',
  },
]

test.each(rows)(
  '$type tells who changed a file and when, and nobody’s address',
  async ({ type, folder, answer, asks }) => {
    const { scm, asked } = await startHost(type, answer)
    const history = await readHostHistory(scm, folder, 'a b.md', signal)
    expect(asked).toEqual([asks])
    expect(history).toEqual({ updatedAt: '2026-02-01T10:00:00.000Z', contributors: [{ name: 'Bo' }, { name: 'Ada' }] })
  },
)

test('a file that the host does not know has no history', async () => {
  const { scm } = await startHost('github', [])
  expect(await readHostHistory(scm, rows[0]?.folder ?? '', 'a.md', signal)).toBeUndefined()
})

test('a host of a kind that tells no history is not asked', async () => {
  const { scm, asked } = await startHost('gerrit', [])
  expect(await readHostHistory(scm, 'https://git.test/shop', 'a.md', signal)).toBeUndefined()
  expect(asked).toEqual([])
})

test('a folder without git has no history', async () => {
  expect(await readLocalHistory('/nonexistent', process.env.PATH)).toEqual(new Map())
  expect(await readLocalHistory('/', undefined)).toEqual(new Map())
})

const mark = '\u0001'
test.each([
  { why: 'nothing', log: '', paths: [] },
  { why: 'a commit without files', log: `${mark}2026-01-01T00:00:00Z\tAda\0`, paths: [] },
  { why: 'an instant that is none', log: `${mark}soon\tAda\0\na.md\0`, paths: [] },
  { why: 'a name with a tab', log: `${mark}2026-01-01T00:00:00Z\tA\tB\0\na b.md\0c.md\0`, paths: ['a b.md', 'c.md'] },
])('a log of $why', ({ log, paths }) => {
  expect([...parseGitLog(log).keys()]).toEqual(paths)
})
