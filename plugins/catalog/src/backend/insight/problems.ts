import type { Database } from '@callboard/kernel'
import type { Problem, Static } from '@callboard/model'
import type { ProblemObject } from '../../model/routes-insight.ts'
import { askAfresh } from '../read/ask.ts'
import { isShown } from '../read/condition.ts'
import { type Fragment, join, raw, type Speech, speechOf, sql } from '../read/fragment.ts'
import { withoutOthersFile } from '../read/others-files.ts'
import { isAbsenceTold, isProblemTold, isRefVisible, type Limits } from '../read/with-problems.ts'

/** Which problems to list. */
export interface ProblemFilter {
  /** Canonical. */
  entityRef?: string
  /** Canonical; of entities that one of these owns. */
  ownerRefs?: readonly string[]
  sourceId?: number
  level?: string
  code?: string
  /** Only of entities that it holds for. What never became an entity cannot be tested, and is left out. */
  /** Of the caller; undefined for whoever sees everything. */
  limits?: Limits | undefined
  limit: number
  offset: number
}

interface Row {
  code: string
  level: Problem['level']
  message: string
  hint: string | null
  pointer: string | null
  file: string | null
  line: number | null
  column: number | null
  ref: string | null
  source_id: number | null
  at: number | null
}

// What a source or an entity did wrong is stored; a relation to something that does not exist is worked out, so that
// it is never outdated.
const everyProblem = (limits: Limits | undefined, speech: Speech): Fragment => sql`
  select id, code, level, message, hint, pointer, file, line, "column", ref, source_id, at from problem
  union all
  select 0 as id, 'catalog/dangling-relation' as code, 'warning' as level,
    'The relation ' || rt.type || ' leads to ' || target.ref || ', which does not exist.' as message,
    'Register ' || target.ref || ', or correct the ref in the file of ' || e.ref || '.' as hint,
    null as pointer, c.file, c.line, null as "column", e.ref, c.source_id, null as at
  from relation r
    join relation_type rt on rt.id = r.type_id
    join entity e on e.ref_id = r.source_ref_id
    join ref_name target on target.id = r.target_ref_id
    left join claim c on c.ref_id = e.ref_id and c.source_id = e.source_id
  where r.origin_id = r.source_ref_id and not exists (select 1 from entity t where t.ref_id = r.target_ref_id)
    and ${isAbsenceTold('target.ref', limits, speech)}`

/**
 * Lists problems, the gravest first. An entity's problems include those of the conflicts that it won, and those of the
 * sources that hang on it.
 */
export async function listProblems(db: Database, filter: ProblemFilter) {
  const tests = testsOf(db, filter)
  const where = tests.length > 0 ? sql`where ${join(tests, ' and ')}` : raw('')
  const from = sql`from (${everyProblem(filter.limits, speechOf(db.dialect))}) p ${where}`
  const items = await askAfresh<Row>(
    db,
    sql`select code, level, message, hint, pointer, file, line, "column", ref, source_id, at ${from}
      order by case level when 'error' then 0 when 'warning' then 1 else 2 end, ref, id, message
      limit ${filter.limit} offset ${filter.offset}`,
  )
  const [total] = await askAfresh<{ n: number }>(db, sql`select count(*) as n ${from}`)
  const told = filter.limits ? items.map(withoutOthersFile) : items
  return { items: told.map(shown), totalItems: Number(total?.n ?? 0) }
}

function testsOf(db: Database, { entityRef, ownerRefs, sourceId, level, code, limits }: ProblemFilter): Fragment[] {
  const speech = speechOf(db.dialect)
  const tests: Fragment[] = []
  if (entityRef !== undefined) tests.push(isOf(sql`in (${entityRef})`, limits, speech))
  if (ownerRefs !== undefined) {
    tests.push(
      isOf(
        sql`in (select e.ref from ref_name owner join relation r on r.target_ref_id = owner.id
        join relation_type y on y.id = r.type_id and y.type = 'ownedBy' join entity e on e.ref_id = r.source_ref_id
        where owner.ref ${speech.isTextOf(ownerRefs)}
          ${limits ? sql`and ${isShown('r', { visible: limits.condition, speech, tested: 'few' })}` : raw('')})`,
        limits,
        speech,
      ),
    )
  }
  if (sourceId !== undefined) {
    tests.push(sql`(source_id = ${sourceId} or
      (code = 'catalog/conflict' and ref in (select ref from entity where source_id = ${sourceId})))`)
  }
  if (level !== undefined) tests.push(sql`level = ${level}`)
  if (code !== undefined) tests.push(sql`code = ${code}`)
  if (limits) tests.push(isProblemTold('p', limits, speech))
  return tests
}

/** Whether a problem is about one of these entities, or about a source that hangs on one. */
const isOf = (refs: Fragment, limits: Limits | undefined, speech: Speech) =>
  sql`(ref ${refs} or source_id in (select h.id from source h
    where h.owner_ref ${refs} and ${isRefVisible('h.owner_ref', limits, speech)}))`

const shown = (row: Row): Static<typeof ProblemObject> => ({
  code: row.code,
  level: row.level,
  message: row.message,
  hint: row.hint ?? undefined,
  pointer: row.pointer ?? undefined,
  file: row.file ?? undefined,
  line: row.line ?? undefined,
  column: row.column ?? undefined,
  ref: row.ref ?? undefined,
  sourceId: row.source_id ?? undefined,
  at: row.at === null ? undefined : new Date(row.at).toISOString(),
})
