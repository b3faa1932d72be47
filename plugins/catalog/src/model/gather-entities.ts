import { discoveredLocation } from './discovered-location.ts'
import type { EntityProviderConnection, ProvidedEntity } from './services.ts'

/** What one run of a provider finds, over many requests of which some may fail. */
export interface Gathering {
  /** Adds the entities of one of several parts, such as an organisation. If it fails, nothing is removed by this run. */
  part(name: string, read: () => Promise<ProvidedEntity[]>): Promise<void>
  /**
   * Adds the Location of a catalog file if there is such a file. Where that cannot be found out it is added in any case: the
   * file may be missing, and what it gave before stays.
   */
  location(target: string, exists: () => Promise<boolean>): Promise<void>
  /**
   * Hands over what was found.
   *
   * @returns How many entities that were.
   * @throws When a part failed, after the others were handed over; when all failed, without having changed anything.
   */
  applyTo(connection: EntityProviderConnection): Promise<number>
}

/** So many failures in a row are a matter of the host and not of what is asked for. */
const maxFailuresInARow = 20

/**
 * Starts a run.
 *
 * @param provider - The provider's name; the location key of the Locations.
 * @param options - `startedAtMs`: when the reading began. `signal` ends it.
 */
export function gatherEntities(provider: string, options: { startedAtMs: number; signal: AbortSignal }): Gathering {
  const { startedAtMs, signal } = options
  const entities: ProvidedEntity[] = []
  const failures: { what: string; error: unknown }[] = []
  let isWhole = true
  let asked = 0
  let inARow = 0

  /** Undefined when it failed. */
  const attempt = async <T>(what: string, work: () => Promise<T>): Promise<T | undefined> => {
    asked += 1
    try {
      const result = await work()
      inARow = 0
      return result
    } catch (error) {
      signal.throwIfAborted()
      failures.push({ what, error })
      inARow += 1
      if (inARow >= maxFailuresInARow) throw error
      return undefined
    }
  }
  return {
    async part(name, read) {
      const found = await attempt(name, read)
      if (found) entities.push(...found)
      else isWhole = false
    },
    async location(target, exists) {
      if ((await attempt(target, exists)) !== false) entities.push(await discoveredLocation(target, provider))
    },
    async applyTo(connection) {
      const [first] = failures
      if (first && failures.length === asked) throw first.error
      await connection.applyMutation(
        isWhole ? { type: 'full', entities, asOfMs: startedAtMs } : { type: 'delta', added: entities, removed: [] },
      )
      if (first) throw partlyRead(failures, asked)
      return entities.length
    },
  }
}

function partlyRead(failures: { what: string; error: unknown }[], asked: number): Error {
  const shown = failures
    .slice(0, 3)
    .map(({ what, error }) => `${what} (${error instanceof Error ? error.message : error})`)
  const more = failures.length > shown.length ? ` and ${failures.length - shown.length} more` : ''
  return new Error(
    `${failures.length} of ${asked} could not be read: ${shown.join('; ')}${more}. What they gave before stays, the others are up to date.`,
    { cause: failures[0]?.error },
  )
}
