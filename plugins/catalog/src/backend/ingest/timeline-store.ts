import type { Transaction } from '@callboard/kernel'
import type { Decided } from './apply-changes.ts'
import { jsonList, jsonRows } from './json-rows.ts'
import type { EntityWritten } from './store-entities.ts'

/** How many changes of one entity are kept. */
const keepChanges = 20

/** Adds a row for each entity that changed or failed, with the times of its way through the pipeline. */
export async function appendTimeline(
  tx: Transaction,
  { written, decided, nowMs }: { written: EntityWritten[]; decided: Decided[]; nowMs: number },
): Promise<void> {
  const outcomes = new Map(written.map((entry) => [entry.ref, entry]))
  const rows: unknown[][] = []
  for (const { candidate, decision } of decided) {
    const entry = decision.state === 'active' ? outcomes.get(candidate.ref) : undefined
    const outcome = entry?.outcome ?? decision.state
    if (outcome === 'unchanged') continue
    const steps = entry ? [...candidate.steps, { step: 'stored', atMs: nowMs }] : candidate.steps
    const told = steps.map(({ step, atMs }) => ({ step, at: new Date(atMs).toISOString() }))
    rows.push([candidate.ref, nowMs, outcome, JSON.stringify(told), entry?.docHash ?? null])
  }
  if (rows.length === 0) return
  await tx.run(
    `insert into timeline (ref, at, outcome, steps, doc_hash)
     select r.c0, r.c1, r.c2, r.c3, r.c4 from ${jsonRows(tx.dialect, ['text', 'bigint', 'text', 'text', 'text'])}`,
    [JSON.stringify(rows)],
  )
  const known = rows.filter((row) => row[2] !== 'created').map((row) => row[0])
  if (known.length === 0) return
  await tx.run(
    `delete from timeline where id in (select id from (
       select id, row_number() over (partition by ref order by id desc) as n from timeline
       where ref in ${jsonList(tx.dialect, 'text')}) ranked where n > ${keepChanges})`,
    [JSON.stringify(known)],
  )
}
