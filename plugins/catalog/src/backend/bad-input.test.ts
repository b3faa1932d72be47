import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { type IncomingMessage, request } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { eventually, startPortal } from '@callboard/testing'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { badConfigs } from './fixtures/bad-configs.ts'
import { badDescriptors, besideBadDescriptors } from './fixtures/bad-descriptors.ts'
import { type BadRequest, badBytes, badRequests, oddRequests } from './fixtures/bad-requests.ts'
import { badTrees } from './fixtures/bad-trees.ts'
import { anyKind, type CatalogPortal, component, startCatalog } from './fixtures/catalog-portal.ts'
import catalog from './index.ts'

interface ShownProblem {
  code: string
  message: string
  file?: string
  line?: number
}

const rules = anyKind.map(({ allow }) => ({ allow: allow.filter((kind) => kind !== 'Domain') }))

describe.each(['sqlite', 'postgres'] as const)('a portal on %s', (database) => {
  let c: CatalogPortal
  let root: string
  const complaints: string[] = []

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'callboard-trees-'))
    await plantTrees(root)
    c = await startCatalog(
      { '/anchor.yaml': component('anchor'), ...besideBadDescriptors },
      {
        database,
        catalog: {
          rules,
          locations: [{ type: 'file', target: join(root, 'org/*/catalog-info.yaml') }],
        },
        onLog(line) {
          if (/"level":("error"|50)/.test(line)) complaints.push(line)
        },
      },
    )
    await c.register('/anchor.yaml')
    await c.served('component:default/anchor')
  })
  afterAll(async () => {
    await c[Symbol.asyncDispose]()
    await rm(root, { recursive: true })
  })
  afterEach(async () => {
    expect(complaints.splice(0), 'what was logged as an error').toEqual([])
    const { status } = await c.call('/entities/by-name/component/default/anchor')
    expect(status).toBe(200)
  })

  const problemIn = async (file: string, code: string): Promise<ShownProblem> => {
    const seen = async () => {
      const { body } = await c.call(`/problems?limit=1000`)
      // The reply has this shape by its schema.
      return (body.items as ShownProblem[]).filter((problem) => problem.file === file)
    }
    return eventually(async () => (await seen()).find((problem) => problem.code === code), { timeoutMs: 3_000 }).catch(
      async () => {
        throw new Error(`${file} has no problem ${code}; it has ${JSON.stringify(await seen())}.`)
      },
    )
  }

  describe('reports a descriptor with', () => {
    test.each(badDescriptors.map((row, index) => ({ ...row, index })))('$why', async (row) => {
      const { file, index, takesNeighbour } = row
      const path = `/bad-${index}/catalog-info.yaml`
      const neighbour = `\n---\n${component(`good-${index}`)}`
      c.server.files.set(path, Buffer.concat([Buffer.from(file), Buffer.from(neighbour)]))
      for (const [name, content] of Object.entries(besideBadDescriptors)) {
        c.server.files.set(join(dirname(path), name), content)
      }
      const { id } = await c.register(path)
      const address = `${c.server.url}${path}`
      const problem = await problemIn(new URL(row.about ?? '', address).href, row.code)
      expect(problem.message).toMatch(row.says)
      if (row.line !== undefined) expect(problem.line).toBe(row.line)
      if (!takesNeighbour) await c.served(`component:default/good-${index}`)
      await c.client.removeLocationById(id, c.as)
    })
  })

  describe('reports a tree of files with', () => {
    test.each(badTrees)('$why', async ({ folder, about = 'catalog-info.yaml', code, says }) => {
      const file = about.includes('://') ? about : `${join(root, 'org', folder)}/${about}`
      const problem = await problemIn(file, code)
      expect(problem.message).toMatch(says)
      expect(JSON.stringify(problem)).not.toContain('the secret')
    })
  })

  test.each(badRequests)('refuses $why', async (row) => {
    const { status, text, type } = await send(row)
    expect(text).toContain(row.says)
    expect(status).toBe(row.status)
    if (text !== '') expect(type).toMatch(/^application\/json/)
  })

  test.each(oddRequests)('bears $why', async (row) => {
    const { status, text } = await send(row)
    expect(text).toContain(row.says)
    expect(status).toBe(row.status)
  })

  test.each(badBytes)('refuses $why', async ({ bytes, status }) => {
    const socket = connect(Number(new URL(c.portal.url).port), '127.0.0.1')
    socket.write(bytes)
    let said = ''
    for await (const chunk of socket) {
      said += chunk
      if (said.includes('\r\n\r\n')) break
    }
    expect(said).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  })

  /** Not by fetch, which repairs paths and methods before it sends them. */
  async function send({ method = 'GET', path, headers = {}, as, body }: BadRequest) {
    const content = Buffer.isBuffer(body) || typeof body === 'string' ? body : JSON.stringify(body)
    const sent = request({
      ...{ host: '127.0.0.1', port: new URL(c.portal.url).port, method, path },
      headers: {
        ...(as === 'nobody' ? {} : { authorization: `Bearer ${c.as.token}` }),
        ...(content === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
    })
    const reply = new Promise<IncomingMessage>((resolve, reject) => sent.on('response', resolve).on('error', reject))
    sent.end(typeof content === 'string' ? content.replace('{server}', c.server.url) : content)
    const response = await reply
    const chunks: Buffer[] = []
    for await (const chunk of response) chunks.push(chunk)
    const text = Buffer.concat(chunks).toString()
    return { status: response.statusCode, text, type: response.headers['content-type'] }
  }
})

async function plantTrees(root: string): Promise<void> {
  await writeFile(join(root, 'outside.txt'), 'the secret\n')
  for (const { folder, content, linkTo } of badTrees) {
    const path = join(root, 'org', folder, 'catalog-info.yaml')
    await mkdir(dirname(path), { recursive: true })
    if (linkTo !== undefined) await symlink(linkTo, path)
    else if (content === 'a folder') await mkdir(path)
    else if (content === 'a huge file') await writeFile(path, '').then(() => truncate(path, 26 * 1024 * 1024))
    else await writeFile(path, content.replace('{root}', root).replace('{name}', folder))
    await symlink(join(root, 'outside.txt'), join(root, 'org', folder, 'link.txt'))
  }
}

test.each(badConfigs)('the catalog does not start with $why, and says so', async ({ config, says }) => {
  await using portal = await startPortal({ plugins: [catalog], config: { catalog: config } })
  const [status] = portal.host.plugins().filter(({ id }) => id === 'catalog')
  expect(status).toMatchObject({ state: 'failed', reason: expect.stringContaining(says) })
  const { status: answered } = await portal.fetch('/api/catalog/entities')
  expect(answered).toBe(503)
})
