import { type ApiReply, type ApiRequest, startApiServer } from '@callboard/testing/servers'
import { expect, test } from 'vitest'
import { createPersonApi } from './person-api.ts'

const headers = { authorization: 'Bearer t' }

async function serve(answer: (request: ApiRequest) => ApiReply) {
  const server = await startApiServer({
    authorize: () => undefined,
    notFound: { status: 404, body: {} },
    routes: [['GET', '/*path', answer]],
  })
  return Object.assign(server, { api: createPersonApi({ baseUrl: server.url, headers }) })
}

test('a list is followed over its pages, with the credentials', async () => {
  const seen: (string | undefined)[] = []
  await using server = await serve((request) => {
    seen.push(request.headers.authorization)
    return request.query.has('page')
      ? { body: [3] }
      : { headers: { link: '</groups?page=2>; rel="next"' }, body: [1, 2] }
  })
  expect(await server.api.findAll('/groups')).toEqual([1, 2, 3])
  expect(seen).toEqual(['Bearer t', 'Bearer t'])
})

test('a next page at another host is not read', async () => {
  await using other = await serve(() => ({ body: [] }))
  await using server = await serve(() => ({ headers: { link: `<${other.url}/groups>; rel="next"` }, body: [1] }))
  await expect(server.api.findAll('/groups')).rejects.toThrow('points to another host')
  expect(other.requests).toEqual([])
})

test('a list that never ends is given up', async () => {
  await using server = await serve(() => ({ headers: { link: '</groups>; rel="next"' }, body: [1] }))
  expect(await server.api.findAll('/groups')).toHaveLength(50)
})

test.each([403, 404])('what the token may not see is undefined (%d), unless it is needed', async (status) => {
  await using server = await serve(() => ({ status, body: {} }))
  expect(await server.api.find('/user/emails')).toBeUndefined()
  expect(await server.api.findAll('/user/orgs')).toBeUndefined()
  await expect(server.api.get('/user')).rejects.toThrow('/user does not say who this is')
})

test('a token that is over is told apart from a host that is away', async () => {
  await using server = await serve(({ url }) => ({ status: url === '/away' ? 503 : 401, body: {} }))
  await expect(server.api.get('/user')).rejects.toMatchObject({ name: 'AuthenticationError' })
  await expect(server.api.get('/away')).rejects.toMatchObject({
    name: 'Error',
    message: expect.stringContaining('503'),
  })
})

test('the token does not go to where the host redirects', async () => {
  const seen: (string | undefined)[] = []
  await using other = await serve((request) => {
    seen.push(request.headers.authorization)
    return { body: {} }
  })
  await using server = await serve(() => ({ status: 302, headers: { location: `${other.url}/user` } }))
  // The other host is on this machine, where nobody but the configured host may send us.
  await expect(server.api.get('/user')).rejects.toThrow('private or reserved address')
  expect(seen).toEqual([])
})
