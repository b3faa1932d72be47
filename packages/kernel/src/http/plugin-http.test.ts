import { get, post, Type } from '@callboard/model'
import { expect, test } from 'vitest'
import { createPluginHttp } from './plugin-http.ts'

const options = { summary: 'For tests.', access: 'user-cookie', reply: Type.Void() } as const

test('cookies are taken where something is read, and nowhere else', () => {
  const http = createPluginHttp('demo')
  http.serve(get('/file', options), () => {})
  expect(() => http.serve(post('/file', options), () => {})).toThrow(
    'POST /api/demo/file takes cookies, which only routes that read may.',
  )
})
