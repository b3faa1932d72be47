import { startPortal, type TestPortal } from '@callboard/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { maxSettings, maxValueBytes } from '../model/routes.ts'
import settings from './index.ts'

describe.each(['sqlite', 'postgres'] as const)('on %s', (database) => {
  let portal: TestPortal
  beforeAll(async () => {
    portal = await startPortal({ plugins: [settings], database })
  })
  afterAll(() => portal.stop())

  async function send(method: string, path: string, body?: unknown, token?: string) {
    const reply = await portal.fetch(`/api/user-settings${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      ...(token !== undefined && { as: { token } }),
    })
    const text = await reply.text()
    return { status: reply.status, body: text === '' ? undefined : JSON.parse(text) }
  }

  test.each([
    { why: 'a list', key: 'list', value: ['component:default/a', 'ü 🎭'] },
    { why: 'an object', key: 'object', value: { a: { b: 1 } } },
    { why: 'null', key: 'null', value: null },
    { why: 'false', key: 'false', value: false },
    { why: 'a key with slashes as they are', key: 'a/b/c', value: 1 },
    { why: 'a key with slashes written as %2F', key: 'd%2Fe', value: 2 },
    { why: 'text with a NUL, which JSON escapes', key: 'nul', value: 'a\u0000b' },
  ])('$why is kept as it was set', async ({ key, value }) => {
    const path = `/buckets/b/keys/${key}`
    const whole = { bucket: 'b', key: decodeURIComponent(key), value }
    expect(await send('PUT', path, { value })).toEqual({ status: 200, body: whole })
    expect(await send('GET', path)).toEqual({ status: 200, body: whole })
  })

  test('what is set again is replaced, and what is deleted is gone, more than once', async () => {
    const path = '/buckets/again/keys/k'
    await send('PUT', path, { value: 1 })
    await send('PUT', path, { value: 2 })
    expect((await send('GET', path)).body.value).toBe(2)
    expect((await send('DELETE', path)).status).toBe(204)
    expect((await send('DELETE', path)).status).toBe(204)
    expect(await send('GET', path)).toMatchObject({ status: 404, body: { error: { code: 'user-settings/not-set' } } })
  })

  test('people have settings of their own', async () => {
    const path = '/buckets/mine/keys/k'
    const [one, other] = await Promise.all(
      ['user:default/ada', 'user:default/bo'].map((ref) => portal.tokens.user(ref)),
    )
    await send('PUT', path, { value: 'of Ada' }, one)
    expect((await send('GET', path, undefined, one)).body.value).toBe('of Ada')
    expect((await send('GET', path, undefined, other)).status).toBe(404)
  })

  test('many are read at once, in the order asked for', async () => {
    await send('PUT', '/buckets/many/keys/a', { value: 1 })
    await send('PUT', '/buckets/many/keys/b', { value: null })
    const items = ['b', 'missing', 'a'].map((key) => ({ bucket: 'many', key }))
    expect((await send('POST', '/multiget', { items })).body).toEqual({ items: [{ value: null }, null, { value: 1 }] })
  })

  test.each([
    { why: 'no value', path: '/buckets/b/keys/k', body: {}, status: 400 },
    { why: 'more than a value', path: '/buckets/b/keys/k', body: { value: 1, more: 2 }, status: 400 },
    { why: 'no key', path: '/buckets/b/keys/', body: { value: 1 }, status: 404 },
    { why: 'a control character', path: '/buckets/b/keys/a%00b', body: { value: 1 }, status: 400 },
    { why: 'a key of 256 letters', path: `/buckets/b/keys/${'k'.repeat(256)}`, body: { value: 1 }, status: 400 },
    { why: 'too large a value', path: '/buckets/b/keys/k', body: { value: 'x'.repeat(maxValueBytes) }, status: 413 },
  ])('refused: $why', async ({ path, body, status }) => {
    expect((await send('PUT', path, body)).status).toBe(status)
  })

  test('one person has only so many, and can still change those', async () => {
    const token = await portal.tokens.user('user:default/hoarder')
    const put = (n: number) => send('PUT', `/buckets/hoard/keys/${n}`, { value: n }, token)
    for (let start = 0; start < maxSettings; start += 100) {
      await Promise.all(Array.from({ length: 100 }, (_, n) => put(start + n)))
    }
    expect(await put(maxSettings)).toMatchObject({ status: 409, body: { error: { code: 'user-settings/too-many' } } })
    expect((await put(0)).status).toBe(200)
  })

  test('nobody and services have none', async () => {
    const path = '/api/user-settings/buckets/b/keys/k'
    expect((await portal.fetch(path, { as: 'nobody' })).status).toBe(401)
    const token = await portal.tokens.plugin('catalog', 'user-settings')
    expect((await portal.fetch(path, { as: { token } })).status).toBe(403)
  })
})
