import type { Circumstances, Figure } from './figures.ts'

/** What a figure must not miss. */
export type Budget = { atMost: number } | { atLeast: number }

type Databases = { sqlite: Budget; postgres: Budget }

const atMost = (sqlite: number, postgres = sqlite): Databases => ({
  sqlite: { atMost: sqlite },
  postgres: { atMost: postgres },
})
const atLeast = (sqlite: number, postgres = sqlite): Databases => ({
  sqlite: { atLeast: sqlite },
  postgres: { atLeast: postgres },
})

/** The product's promises for 10,000 entities. */
const at10k: Record<string, Databases> = {
  'start to ready, empty': atMost(0.7),
  'memory at ready, filled': atMost(120),
  'ready to all visible': atMost(3, 4),
  'memory after ingest': atMost(200),
  'memory after reads': atMost(250),
  'edit visible after refresh': atMost(0.3),
  'edit visible, nothing asked': atMost(2),
  'list kind=component, 20': atLeast(1500, 600),
  'full text': atLeast(1000, 500),
  'cursor page 50': atLeast(1500, 700),
  'facets of 3 keys': atLeast(1000, 500),
  'by name': atLeast(5000, 2500),
  'by refs, 100': atLeast(1500, 900),
  'by name against a bare route': atLeast(0.5),
  'search term': atLeast(1500),
  'search term + kind': atLeast(1500),
  'template task, 20 files': atMost(60),
}

/** Promises that hold at every size; a page's name goes before those that begin with a comma. */
const atEverySize: Record<string, Databases> = {
  'catalog table, cold': atMost(0.8),
  'catalog table, warm': atMost(0.4),
  'search of everything, p95': atMost(30),
  'search of owner, p95': atMost(30),
  'catalog table, requests': atMost(15),
  ', first-load JavaScript': atMost(250),
  ', code of unopened plugins': atMost(0),
  ', performance': atLeast(95),
  ', accessibility': atLeast(100),
  ', best practices': atLeast(95),
  // A conditional read costs at most twice an unconditional one.
  ', conditional': atMost(2),
  ', permissions on': atLeast(0.9),
}

/** Promises about what needs no database. */
const withoutDatabase: Record<string, Budget> = {
  'docs, 200 pages to rendered and indexed': { atMost: 3 },
  'docs, one page cold': { atMost: 30 },
}

/** The promise about a figure; undefined when there is none. Figures of 16 connections are held to those of one. */
export function budgetOf({ figure, database, entities }: Figure & Circumstances): Budget | undefined {
  if (database !== 'sqlite' && database !== 'postgres') return withoutDatabase[figure]
  const kind = figure.slice(Math.max(0, figure.lastIndexOf(',')))
  const found = atEverySize[figure] ?? atEverySize[kind] ?? (entities === 10_000 ? at10k[figure] : undefined)
  return found?.[database]
}

/** `≤ 0.8`, and `missed` behind it when the value is on the wrong side. */
export function budgetText(budget: Budget | undefined, value: number | undefined): string {
  if (!budget) return ''
  const [text, isMissed] =
    'atMost' in budget
      ? [`≤ ${budget.atMost}`, value !== undefined && value > budget.atMost]
      : [`≥ ${budget.atLeast}`, value !== undefined && value < budget.atLeast]
  return isMissed ? `${text} missed` : text
}
