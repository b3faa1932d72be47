import { expect, test } from 'vitest'
import { keepAnswers } from './keep-answers.ts'

const counted = (most = 1000) => {
  let version = 1
  let made = 0
  const answers = keepAnswers<string>(async () => version, { sizeOf: (answer) => answer.length, most })
  const ask = (question: string, answer = question) =>
    answers.get(question, async () => {
      made++
      return answer
    })
  return { ask, change: () => version++, made: () => made }
}

test('the same question is answered once', async () => {
  const { ask, made } = counted()
  expect([await ask('a'), await ask('a'), await ask('b')]).toEqual(['a', 'a', 'b'])
  expect(made()).toBe(2)
})

test('what has been answered before the index changed is asked again', async () => {
  const { ask, change, made } = counted()
  await ask('a', 'old')
  change()
  expect(await ask('a', 'new')).toBe('new')
  expect(made()).toBe(2)
})

test('an answer that was made while the index changed is not kept', async () => {
  let version = 1
  const answers = keepAnswers<string>(async () => version, { sizeOf: () => 1, most: 1000 })
  let release = () => {}
  const slow = answers.get('a', () => new Promise((resolve) => (release = () => resolve('old'))))
  await new Promise((resolve) => setImmediate(resolve))
  version = 2
  await answers.get('b', async () => 'b')
  release()
  expect(await slow).toBe('old')
  expect(await answers.get('a', async () => 'new')).toBe('new')
})

test('what was asked longest ago goes when there is too much', async () => {
  const { ask, made } = counted(100)
  const long = (letter: string) => ask(letter, letter.repeat(24))
  for (const letter of ['a', 'b', 'c', 'd']) await long(letter)
  await long('a')
  await long('e')
  expect(made()).toBe(5)
  await long('a')
  expect(made()).toBe(5)
  await long('b')
  expect(made()).toBe(6)
})

test('a failure is not kept', async () => {
  const answers = keepAnswers<string>(async () => 1, { sizeOf: () => 1, most: 1000 })
  await expect(answers.get('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await answers.get('a', async () => 'yes')).toBe('yes')
})
