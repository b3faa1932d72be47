import { expect, test } from 'vitest'
import { ahead } from './ahead.ts'

test('results come in order, with a few under way', async () => {
  let underWay = 0
  let most = 0
  const work = async (item: number) => {
    underWay += 1
    most = Math.max(most, underWay)
    for (let turn = 0; turn < 10 - item; turn += 1) await Promise.resolve()
    underWay -= 1
    return item * 2
  }
  expect(await Array.fromAsync(ahead([1, 2, 3, 4, 5, 6], work))).toEqual([2, 4, 6, 8, 10, 12])
  expect(most).toBe(4)
})

test('what fails is heard of in its turn', async () => {
  const seen: number[] = []
  const work = async (item: number) => {
    if (item === 2) throw new Error('Two failed.')
    return item
  }
  const all = async () => {
    for await (const item of ahead([1, 2, 3], work)) seen.push(item)
  }
  await expect(all()).rejects.toThrow('Two failed.')
  expect(seen).toEqual([1])
})
