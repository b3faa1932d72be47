import { parseDuration } from '@callboard/model'
import type { RootConfig } from '../config/root-config.ts'

/**
 * A length of time in milliseconds at a key of the config, where the field has always taken plain numbers too.
 *
 * @returns undefined when the key is absent.
 * @throws TypeError that quotes a value which is no duration.
 */
export function durationAt(config: RootConfig, key: string): number | undefined {
  const value = config.get(key)
  if (value === undefined || typeof value === 'number') return value
  return parseDuration(value as Parameters<typeof parseDuration>[0]) // throws for anything that is no duration
}
