import { describe, expect, test } from 'vitest'
import { startGithub } from './actions/fixtures/start-github.ts'

const start = async () => {
  const github = await startGithub({ integration: { token: 'of the portal' } })
  await github.forge.repo('acme/shop', { a: 'a' })
  await github.forge.repo('acme/mono')
  await github.forge.repo('ada/notes')
  await github.forge.git.commit('acme/shop', { b: 'b' }, 'feature/x')
  const { token } = github.forge.integration
  const complete = (resource: string, context: Record<string, string>, given = token) =>
    github.scaffolder.autocomplete('github').resources[resource]?.({ token: given, context })
  return { ...github, complete, [Symbol.asyncDispose]: () => github[Symbol.asyncDispose]() }
}

describe('the autocomplete of GitHub', () => {
  test.each([
    { resource: 'repositoriesWithOwner', context: {}, ids: ['acme/shop', 'acme/mono', 'ada/notes'] },
    { resource: 'owners', context: {}, ids: ['acme', 'ada'] },
    { resource: 'branches', context: { owner: 'acme', repository: 'shop' }, ids: ['feature/x', 'main'] },
  ])('gives $resource', async ({ resource, context, ids }) => {
    await using github = await start()
    const found = await github.complete(resource, { host: github.forge.host, ...context } as Record<string, string>)
    expect(found).toEqual(ids.map((id) => ({ id })))
  })

  test.each([
    { why: 'a host is missing', context: {}, says: 'does not say the host' },
    { why: 'the host is not configured', context: { host: 'evil.example' }, says: 'host evil.example' },
    { why: 'the host is of another vendor', context: { host: 'gitlab.com' }, says: 'host gitlab.com' },
  ])('sends nothing where $why', async ({ context, says }) => {
    await using github = await start()
    await expect(github.complete('owners', context as Record<string, string>)).rejects.toMatchObject({
      name: 'InputError',
      message: expect.stringContaining(says),
    })
    expect(github.forge.calls).toEqual([])
  })

  test('names the missing part of a repository', async () => {
    await using github = await start()
    const context = { host: github.forge.host, owner: 'acme' }
    await expect(github.complete('branches', context)).rejects.toThrow('does not say the repository')
  })

  test('gives all pages of a long list', async () => {
    await using github = await start()
    const one = await github.forge.repo('acme/one')
    for (let i = 0; i < 250; i++) github.forge.repositories.set(`acme/r${i}`, { ...one, name: `r${i}` })
    const found = await github.complete('repositoriesWithOwner', { host: github.forge.host })
    expect(found?.length).toBe(254)
  })

  test.each([{ owner: '..' }, { owner: '.' }])('asks nothing for the owner $owner', async ({ owner }) => {
    await using github = await start()
    const context = { host: github.forge.host, owner, repository: 'shop' }
    await expect(github.complete('branches', context)).rejects.toThrow('cannot be the owner of anything')
    expect(github.forge.calls).toEqual([])
  })

  test('never lends the token of the portal', async () => {
    await using github = await start()
    github.forge.intercept = ({ headers }) =>
      headers.authorization?.includes('of the portal') ? { status: 200, body: [] } : undefined
    await expect(github.complete('owners', { host: github.forge.host }, '')).rejects.toMatchObject({
      name: 'NotAllowedError',
      message: expect.stringContaining('list your repositories'),
    })
  })
})
