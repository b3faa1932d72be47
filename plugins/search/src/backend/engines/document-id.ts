import type { SearchDocument } from '../../model/document.ts'

// The number of a document is 52 bits: 3 of what comes earlier among equals, 31 of a sequence, 18 of its class. So the index
// alone can give hits in a useful order and count them by class, without a look at any document.

/** Classes above share the last number, and are counted by their type only. */
export const maxClass = 2 ** 18 - 1
const seqUnit = 2 ** 18
const priorityUnit = 2 ** 49

/** Makes the number of a document. */
export const documentId = ({ priority, seq, classId }: { priority: number; seq: number; classId: number }): number =>
  priority * priorityUnit + seq * seqUnit + classId

/** Which documents come first among equals, 0 to 7: what people look for most, with fewest of a kind, before the many. */
export function priorityOf(type: string, document: SearchDocument): number {
  const kind = typeof document.kind === 'string' ? document.kind.toLowerCase() : ''
  if (type === 'software-catalog') return kindPriorities[kind] ?? 4
  return type === 'techdocs' ? 5 : 4
}

const kindPriorities: Readonly<Record<string, number>> = {
  domain: 0,
  system: 0,
  component: 1,
  template: 1,
  api: 2,
  group: 3,
  resource: 3,
  user: 6,
  location: 7,
}

/** Fields whose values are counted; each document has few of each. */
export const facetFields = ['kind', 'componentType', 'lifecycle', 'owner', 'namespace'] as const

const classFields: readonly string[] = ['type', ...facetFields]

/** What facets know of a document, as it is stored. */
export function classOf(type: string, document: SearchDocument): string {
  const values = facetFields.map((field) => {
    const value = document[field]
    return typeof value === 'string' && value.length <= 200 ? value : null
  })
  return JSON.stringify([type, ...values])
}

/** How many documents are of a class: its type, and the values of {@link facetFields}. */
export interface ClassCount {
  values: readonly (string | null)[]
  count: number
}

/** The counts of classes as those of fields. `type` is the document's. */
export function facetsOf(
  classes: readonly ClassCount[],
  fields: readonly string[],
): Record<string, { value: string; count: number }[]> {
  const facets: Record<string, { value: string; count: number }[]> = {}
  for (const field of fields) {
    const index = classFields.indexOf(field)
    if (index < 0) continue
    const counts = new Map<string, number>()
    for (const { values, count } of classes) {
      const value = values[index]
      if (value) counts.set(value, (counts.get(value) ?? 0) + count)
    }
    facets[field] = [...counts]
      .map(([value, count]) => ({ value, count }))
      .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
  }
  return facets
}
