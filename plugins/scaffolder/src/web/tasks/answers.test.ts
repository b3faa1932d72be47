import { expect, test } from 'vitest'
import type { Task } from '../../model/task.ts'
import { answersToKeep, startOverPath } from './answers.ts'

const task = (entityRef: string | undefined, parameters: Task['spec']['parameters'] = {}): Task => ({
  id: 't',
  status: 'failed',
  createdAt: '2026-11-21T10:00:00.000Z',
  spec: {
    apiVersion: 'x',
    steps: [],
    output: {},
    parameters,
    ...(entityRef !== undefined && { templateInfo: { entityRef } }),
  },
})

test('answers that stand for secrets are left out wherever they are', () => {
  expect(
    answersToKeep({ name: 'shop', token: '******', nested: { key: '**', port: 0 }, list: ['a', '***'], none: null }),
  ).toEqual({ name: 'shop', nested: { port: 0 }, list: ['a', null], none: null })
})

test('starting over leads to the form with the answers', () => {
  const path = startOverPath(task('template:stage crew/node service', { name: 'a&b', token: '***' }))
  expect(path).toBe('/create/templates/stage%20crew/node%20service?formData=%7B%22name%22%3A%22a%26b%22%7D')
})

test.each([{ ref: undefined }, { ref: 'template:' }])('a task of $ref cannot be started over', ({ ref }) => {
  expect(startOverPath(task(ref))).toBeUndefined()
})
