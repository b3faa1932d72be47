import { afterAll, beforeAll, expect, test } from 'vitest'
import { startCloud } from './actions/fixtures/start-cloud.ts'

let cloud: Awaited<ReturnType<typeof startCloud>>
beforeAll(async () => {
  cloud = await startCloud({ pageSize: 2 })
  cloud.host.workspaces.set('acme', ['STAGE', 'HALL', 'BAR']).set('other', [])
  for (const name of ['one', 'two', 'three']) {
    const repository = await cloud.host.repository(`acme/${name}`, { x: '1' })
    repository.settings.project = name === 'two' ? 'HALL' : 'STAGE'
  }
  await cloud.host.git.commit('acme/one', { x: '2' }, 'stage/next')
})
afterAll(() => cloud.stop())

const complete = (resource: string, context: object, token = 'cloud-ada') => {
  const provider = cloud.scaffolder.autocomplete('bitbucket-cloud')
  // The rows of the tables have texts only.
  return provider.resources[resource]?.({ token, context: context as Record<string, string> })
}

test.each([
  { resource: 'workspaces', context: {}, ids: ['acme', 'other'] },
  { resource: 'projects', context: { workspace: 'acme' }, ids: ['STAGE', 'HALL', 'BAR'] },
  { resource: 'repositories', context: { workspace: 'acme', project: 'STAGE' }, ids: ['one', 'three'] },
  { resource: 'branches', context: { workspace: 'acme', repository: 'one' }, ids: ['main', 'stage/next'] },
])('completes $resource with the token of the person', async ({ resource, context, ids }) => {
  cloud.host.credentials.length = 0
  expect(await complete(resource, context)).toEqual(ids.map((id) => ({ id })))
  expect(new Set(cloud.host.credentials)).toEqual(new Set(['Bearer cloud-ada']))
})

test.each([
  { resource: 'projects', context: {}, key: 'workspace' },
  { resource: 'repositories', context: { workspace: 'acme' }, key: 'project' },
  { resource: 'branches', context: { workspace: 'acme' }, key: 'repository' },
])('$resource without $key is refused', async ({ resource, context, key }) => {
  await expect(complete(resource, context)).rejects.toMatchObject({
    name: 'InputError',
    message: `The context does not say the ${key}.`,
  })
})

test('a token that Bitbucket does not know is said to be wrong', async () => {
  await expect(complete('workspaces', {}, 'no')).rejects.toThrow('It answered 401')
})

test('a next page on another host is not asked for', async () => {
  cloud.host.intercept = () => ({ body: { values: [{ slug: 'acme' }], next: 'https://evil.test/2.0/workspaces' } })
  expect(await complete('workspaces', {})).toEqual([{ id: 'acme' }])
  cloud.host.intercept = undefined
})
