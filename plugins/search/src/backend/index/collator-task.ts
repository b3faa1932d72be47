import type { Scheduler } from '@callboard/kernel'
import { parseDuration } from '@callboard/model'
import type { Collator } from '../../model/services.ts'
import type { SearchSettings } from '../search-config.ts'

type ScheduledTask = Parameters<Scheduler['schedule']>[0]

const followingMs = 3_600_000
const wholeMs = 10 * 60_000
const timeoutMs = 15 * 60_000
const initialDelayMs = 3_000

/** `search_index_software_catalog`: as tasks of the field are called (spec/search.md 1). */
export const collatorTaskId = (type: string): string => `search_index_${type.replace('-', '_').toLowerCase()}`

/** When a collator runs, as config and defaults say it. */
export function collatorTask(collator: Collator, config: SearchSettings): Omit<ScheduledTask, 'run'> {
  const schedule = config.collators?.[collator.configKey ?? collator.type]?.schedule ?? {}
  const { frequency, timeout, initialDelay, scope } = schedule
  return {
    id: collatorTaskId(collator.type),
    frequency: frequencyOf(frequency) ?? { everyMs: 'sources' in collator ? followingMs : wholeMs },
    timeoutMs: timeout === undefined ? timeoutMs : parseDuration(timeout),
    initialDelayMs: initialDelay === undefined ? initialDelayMs : parseDuration(initialDelay),
    scope: scope ?? 'global',
  }
}

type Schedule = NonNullable<NonNullable<SearchSettings['collators']>[string]['schedule']>

function frequencyOf(frequency: Schedule['frequency']): ScheduledTask['frequency'] | undefined {
  if (frequency === undefined) return undefined
  if (typeof frequency === 'object' && 'cron' in frequency) return { cron: frequency.cron }
  if (typeof frequency === 'object' && 'trigger' in frequency) return { trigger: 'manual' }
  return { everyMs: parseDuration(frequency) }
}
