import type { EntityStatusItem } from '@callboard/model'

const conflictCode = 'catalog/conflict'
const told = 'This ref is already defined elsewhere; this definition is not used.'

/** A problem as whoever may not read everything is told it: who else defines a ref, and where, is left out. */
export const withoutOthersFile = <P extends { code: string; message: string }>(problem: P): P =>
  problem.code === conflictCode ? { ...problem, message: told } : problem

/**
 * The same for the status of an entity.
 *
 * @param status - JSON text: the array of status items.
 */
export function withoutOthersFiles(status: string): string {
  if (!status.includes(conflictCode)) return status
  // The catalog wrote it.
  const items = JSON.parse(status) as EntityStatusItem[]
  return JSON.stringify(
    items.map((item) =>
      item.error?.code === conflictCode
        ? { ...item, message: `${item.error.name}: ${told}`, error: { ...item.error, message: told } }
        : item,
    ),
  )
}
