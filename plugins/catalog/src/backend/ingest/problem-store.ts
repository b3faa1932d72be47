import type { Transaction } from '@callboard/kernel'
import type { EntityStatusItem, Problem } from '@callboard/model'
import type { Decided } from './apply-changes.ts'
import type { Candidate, SourceChange } from './candidate.ts'
import { splitRef } from './input-reader.ts'
import { insertRows, jsonList, jsonRows } from './json-rows.ts'
import type { HeldClaim } from './plan-claims.ts'

interface Row extends Problem {
  sourceId: number
  refId: number | null
  isAboutSource: 0 | 1
}

/** The type of every status item that the catalog writes (spec/catalog.md 1.10). */
const statusType = 'backstage.io/catalog-processing'
const conflictCode = 'catalog/conflict'

/**
 * Replaces the problems of what was read: those of each processed ref, and those about a source as a whole.
 *
 * @returns Whether anything differs from before.
 */
export async function storeProblems(
  tx: Transaction,
  {
    changes,
    decided,
    refIds,
    nowMs,
  }: { changes: SourceChange[]; decided: Decided[]; refIds: Map<string, number>; nowMs: number },
): Promise<boolean> {
  const rows: Row[] = decided.flatMap(({ change, candidate, decision }) => {
    // Every candidate's ref was numbered.
    const refId = refIds.get(candidate.ref) as number
    const own: Row[] = candidate.problems.map((problem) => ({
      ...problem,
      sourceId: change.source.id,
      refId,
      isAboutSource: 0,
    }))
    if (decision.state === 'conflict') {
      own.push({ ...conflictProblem(candidate, decision.winner), sourceId: change.source.id, refId, isAboutSource: 1 })
    }
    return own
  })
  const pairs = JSON.stringify(decided.map(({ change, candidate }) => [change.source.id, candidate.ref]))
  const removed =
    decided.length === 0
      ? { changes: 0 }
      : await tx.run(
          `delete from problem where (is_about_source = 0 or code = '${conflictCode}')
           and (source_id, ref) in (select r.c0, r.c1 from ${jsonRows(tx.dialect, ['bigint', 'text'])})`,
          [pairs],
        )
  const differing = await differingSources(tx, changes)
  for (const change of differing) {
    for (const problem of change.sourceProblems ?? []) {
      rows.push({ ...problem, sourceId: change.source.id, refId: null, isAboutSource: 1 })
    }
  }
  if (differing.length > 0) {
    await tx.run(
      `delete from problem where is_about_source = 1 and code <> '${conflictCode}' and source_id in ${jsonList(tx.dialect, 'bigint')}`,
      [JSON.stringify(differing.map((change) => change.source.id))],
    )
  }
  await insert(tx, rows, nowMs)
  return removed.changes > 0 || rows.length > 0 || differing.length > 0
}

/** The changes whose problems about the source are not those that are stored. */
async function differingSources(tx: Transaction, changes: SourceChange[]): Promise<SourceChange[]> {
  const told = changes.filter((change) => change.sourceProblems !== undefined)
  if (told.length === 0) return []
  const stored = await tx.all<{
    source_id: number
    code: string
    message: string
    file: string | null
    line: number | null
  }>(
    `select source_id, code, message, file, line from problem
     where is_about_source = 1 and code <> '${conflictCode}' and source_id in ${jsonList(tx.dialect, 'bigint')} order by id`,
    [JSON.stringify(told.map((change) => change.source.id))],
  )
  const print = (problem: { code: string; message: string; file?: string | null; line?: number | null }) =>
    JSON.stringify([problem.code, problem.message, problem.file ?? null, problem.line ?? null])
  return told.filter((change) => {
    const before = stored.filter((row) => row.source_id === change.source.id).map(print)
    const now = (change.sourceProblems ?? []).map(print)
    return before.join('\n') !== now.join('\n')
  })
}

const problemColumns = {
  source_id: 'bigint',
  ref_id: 'bigint',
  ref: 'text',
  code: 'text',
  level: 'text',
  message: 'text',
  hint: 'text',
  pointer: 'text',
  file: 'text',
  line: 'bigint',
  '"column"': 'bigint',
  is_about_source: 'bigint',
  at: 'bigint',
} as const

async function insert(tx: Transaction, rows: Row[], nowMs: number): Promise<void> {
  if (rows.length === 0) return
  const values = rows.map((row) => [
    row.sourceId,
    row.refId,
    row.ref ?? null,
    row.code,
    row.level,
    row.message,
    row.hint ?? null,
    row.pointer ?? null,
    row.file ?? null,
    row.line ?? null,
    row.column ?? null,
    row.isAboutSource,
    nowMs,
  ])
  await tx.run(insertRows(tx.dialect, 'problem', problemColumns), [JSON.stringify(values)])
}

function conflictProblem(candidate: Candidate, winner: HeldClaim): Problem {
  const existing = winner.file ?? splitRef(winner.location_key)[1]
  return {
    code: conflictCode,
    level: 'warning',
    message: `${candidate.ref} is already defined by ${existing}; this definition is not used.`,
    hint: 'Remove or rename one of the two. When the first one goes, this one takes over.',
    ref: candidate.ref,
    file: candidate.file,
    line: candidate.line,
  }
}

/** Writes the `status` of every entity that the changes may have touched: its own problems, and those of its sources. */
export async function refreshStatuses(
  tx: Transaction,
  { changes, decided }: { changes: SourceChange[]; decided: Decided[] },
): Promise<void> {
  const refs = new Set(changes.map((change) => change.source.owner_ref).filter((ref) => ref !== ''))
  for (const { candidate } of decided) refs.add(candidate.ref)
  const list = JSON.stringify([...refs])
  const inList = jsonList(tx.dialect, 'text')
  const problems = await tx.all<Problem & { owner: string }>(
    `select e.ref as owner, p.level, p.code, p.message, p.hint, p.file, p.line
       from problem p join entity e on e.ref_id = p.ref_id and e.source_id = p.source_id
       where p.is_about_source = 0 and e.ref in ${inList}
     union all
     select s.owner_ref as owner, p.level, p.code, p.message, p.hint, p.file, p.line
       from problem p join source s on s.id = p.source_id
       where p.is_about_source = 1 and s.owner_ref in ${inList}`,
    [list, list],
  )
  const items = new Map<string, EntityStatusItem[]>()
  for (const { owner, ...problem } of problems) {
    items.set(owner, [...(items.get(owner) ?? []), statusItem(problem)])
  }
  const differs = tx.dialect === 'sqlite' ? 'is not' : 'is distinct from'
  await tx.run(
    `update entity set status = r.c1 from ${jsonRows(tx.dialect, ['text', 'text'])}
     where entity.ref = r.c0 and entity.status ${differs} r.c1`,
    [JSON.stringify([...refs].map((ref) => [ref, items.has(ref) ? JSON.stringify(items.get(ref)) : null]))],
  )
}

function statusItem({ level, code, message, hint, file, line }: Problem): EntityStatusItem {
  const name = code === conflictCode || code === 'catalog/defined-twice' ? 'ConflictError' : 'InputError'
  return {
    type: statusType,
    level,
    message: `${name}: ${message}`,
    error: { name, message, code, ...(hint ? { hint } : {}), ...(file ? { file } : {}), ...(line ? { line } : {}) },
  }
}
