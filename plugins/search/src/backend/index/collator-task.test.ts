import { expect, test } from 'vitest'
import type { Collator } from '../../model/services.ts'
import { shelf } from '../fixtures/shelf.ts'
import type { SearchSettings } from '../search-config.ts'
import { collatorTask, collatorTaskId } from './collator-task.ts'

const whole: Collator = { type: 'tools', title: 'Tools', documents: async function* () {} }
const catalog = shelf({}, { type: 'software-catalog', configKey: 'catalog' })

const taskOf = (collator: Collator, collators: SearchSettings['collators']) =>
  // Only the collators count here.
  collatorTask(collator, { collators } as SearchSettings)

test.each([
  ['software-catalog', 'search_index_software_catalog'],
  ['techdocs', 'search_index_techdocs'],
  ['Stack-Over-Flow', 'search_index_stack_over-flow'],
])('the task of %s is %s, as in the field', (type, id) => {
  expect(collatorTaskId(type)).toBe(id)
})

test('without config, what follows its changes runs each hour, and everything else each ten minutes', () => {
  const shared = { timeoutMs: 900_000, initialDelayMs: 3_000, scope: 'global' }
  expect(taskOf(catalog, undefined)).toMatchObject({ ...shared, frequency: { everyMs: 3_600_000 } })
  expect(taskOf(whole, {})).toMatchObject({ ...shared, frequency: { everyMs: 600_000 } })
})

test.each([
  { why: 'a duration', frequency: { minutes: 5 }, becomes: { everyMs: 300_000 } },
  { why: 'an ISO duration', frequency: 'PT5M', becomes: { everyMs: 300_000 } },
  { why: 'a pattern', frequency: { cron: '0 * * * *' }, becomes: { cron: '0 * * * *' } },
  { why: 'by hand', frequency: { trigger: 'manual' as const }, becomes: { trigger: 'manual' } },
])('$why is read under the key of the collator', ({ frequency, becomes }) => {
  const schedule = { frequency, timeout: 'PT1M', initialDelay: { seconds: 0 }, scope: 'local' as const }
  expect(taskOf(catalog, { catalog: { schedule } })).toEqual({
    ...{ id: 'search_index_software_catalog', frequency: becomes },
    ...{ timeoutMs: 60_000, initialDelayMs: 0, scope: 'local' },
  })
})
