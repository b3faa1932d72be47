import { maxEntityDepth } from '../index-rows.ts'

/** Aliases may blow a document up to so many values and characters; far more than any descriptor, far less than a bomb. */
export const maxExpandedSize = 2_000_000

/** Why a value that came out of YAML is refused. */
export type Refusal = 'too-deep' | 'too-big'

/** Whether a value nests too deep, or is too big once its aliases are written out. */
export function refusalOf(value: unknown): Refusal | undefined {
  const budget = { left: maxExpandedSize }
  return walk(value, 0, budget)
}

function walk(value: unknown, depth: number, budget: { left: number }): Refusal | undefined {
  budget.left -= typeof value === 'string' ? value.length + 1 : 1
  if (budget.left < 0) return 'too-big'
  if (typeof value !== 'object' || value === null) return undefined
  if (depth >= maxEntityDepth) return 'too-deep'
  if (Array.isArray(value)) {
    for (const element of value) {
      const refusal = walk(element, depth + 1, budget)
      if (refusal) return refusal
    }
    return undefined
  }
  for (const key of Object.keys(value)) {
    const refusal = walk((value as Record<string, unknown>)[key], depth + 1, budget)
    if (refusal) return refusal
  }
  return undefined
}
