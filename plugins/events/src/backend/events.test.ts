import { createHmac } from 'node:crypto'
import { definePlugin } from '@callboard/kernel'
import { startPortal, type TestPortal } from '@callboard/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import events from './index.ts'

const secret = 'shared'
const seen: { topic: string; payload: unknown; sender: string | undefined }[] = []
let portal: TestPortal

const listener = definePlugin({
  id: 'listener',
  setup({ events }) {
    events.subscribe(
      ['custom', 'bitbucketServer', 'bitbucketServer.*', 'azureDevOps.*'],
      ({ topic, payload, metadata }) => {
        seen.push({ topic, payload, sender: metadata?.['x-sender'] })
      },
    )
  },
})

beforeAll(async () => {
  portal = await startPortal({
    plugins: [events, listener],
    config: {
      events: {
        http: { topics: ['custom'] },
        modules: { bitbucketServer: { webhookSecret: secret }, azureDevOps: { webhookSecret: secret } },
      },
    },
  })
})
afterAll(() => portal.stop())

const send = (topic: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
  portal.fetch(`/api/events/http/${topic}`, {
    as: 'nobody',
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', 'X-Sender': 'me', ...headers },
  })
const until = async (topic: string) => {
  for (let tries = 0; tries < 200 && !seen.some((event) => event.topic === topic); tries++) {
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  return seen.find((event) => event.topic === topic)
}

test('a listed topic is taken in and published with its headers', async () => {
  const reply = await send('custom', '{"a":1}')
  expect([reply.status, await reply.json()]).toEqual([202, { status: 'accepted' }])
  expect(await until('custom')).toEqual({ topic: 'custom', payload: { a: 1 }, sender: 'me' })
})

test('a signature is checked over the bytes, and the sub-topic published too', async () => {
  const body = '{ "ref" :  "ä" }'
  const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
  const headers = { 'x-event-key': 'repo:refs_changed', 'x-hub-signature': signature }
  expect((await send('bitbucketServer', body, headers)).status).toBe(202)
  expect(await until('bitbucketServer.repo:refs_changed')).toMatchObject({ payload: { ref: 'ä' } })
})

test.each<{ why: string; topic: string; body: string; headers?: Record<string, string>; status: number; says: object }>(
  [
    { why: 'an unknown topic', topic: 'none', body: '{}', status: 404, says: { error: { name: 'NotFoundError' } } },
    { why: 'a known sender without a secret that nobody listed', topic: 'gerrit', body: '{}', status: 404, says: {} },
    { why: 'broken JSON', topic: 'custom', body: '{', status: 400, says: { error: { name: 'InputError' } } },
    { why: 'no body', topic: 'custom', body: '', status: 400, says: {} },
    {
      why: 'another content type',
      topic: 'custom',
      body: 'a=1',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      status: 415,
      says: { error: { name: 'UnsupportedMediaTypeError' } },
    },
    {
      why: 'a content type that only begins like it',
      topic: 'custom',
      body: '{}',
      headers: { 'content-type': 'application/jsonp' },
      status: 415,
      says: {},
    },
    {
      why: 'a missing secret',
      topic: 'azureDevOps',
      body: '{}',
      status: 403,
      says: { message: 'invalid webhook secret' },
    },
    {
      why: 'a wrong secret',
      topic: 'azureDevOps',
      body: '{}',
      headers: { 'x-ado-webhook-secret': 'shareD' },
      status: 403,
      says: { message: 'invalid webhook secret' },
    },
    {
      why: 'a missing signature',
      topic: 'bitbucketServer',
      body: '{}',
      status: 403,
      says: { message: 'invalid signature' },
    },
  ],
)('$why gives $status', async ({ topic, body, headers, status, says }) => {
  const reply = await send(topic, body, headers)
  expect(reply.status).toBe(status)
  expect(await reply.json()).toMatchObject(says)
})

test('five megabytes are taken in, more are not', async () => {
  const ofSize = (bytes: number) => JSON.stringify('x'.repeat(bytes - 2))
  expect((await send('custom', ofSize(5 * 1024 * 1024))).status).toBe(202)
  expect((await send('custom', ofSize(5 * 1024 * 1024 + 1))).status).toBe(413)
})
