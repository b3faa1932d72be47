import { CallboardError, post, Type } from '@callboard/model'
import { expect, test } from 'vitest'
import { requestCheck } from './check-request.ts'

const check = requestCheck(
  post('/refs', { summary: 'Takes texts.', body: { refs: Type.Array(Type.String()) }, reply: Type.Void() }),
)

test.each([
  { why: 'of a short body every mistake is told', count: 3, problems: [0, 1, 2] },
  { why: 'of a long body the first one', count: 20_000, problems: [0] },
])('$why', async ({ count, problems }) => {
  const body = { refs: new Array(count).fill(7) }
  const bytes = Buffer.byteLength(JSON.stringify(body))
  const failure = (async () => check({ params: {}, query: {}, body }, bytes))()
  const error = await failure.catch((error: unknown) => error)
  expect(error).toBeInstanceOf(CallboardError)
  expect((error as CallboardError).data).toEqual({
    problems: problems.map((i) => `The body key "refs.${i}" must be string.`),
  })
})

test('a long body that is right passes', async () => {
  const body = { refs: new Array(20_000).fill('component:default/a') }
  expect((await check({ params: {}, query: {}, body }, 400_000)).body).toBe(body)
})
