import type { Sql, SqlValue } from '@callboard/kernel'
import type { Problem, Static } from '@callboard/model'
import type { ProblemObject } from '../../model/routes-insight.ts'

/** Which problems to list. */
export interface ProblemFilter {
  /** Canonical. */
  entityRef?: string
  sourceId?: number
  level?: string
  code?: string
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

const danglingCode = 'catalog/dangling-relation'

// What a source or an entity did wrong is stored; a relation to something that does not exist is worked out, so that
// it is never outdated.
const everyProblem = `
  select id, code, level, message, hint, pointer, file, line, "column", ref, source_id, at from problem
  union all
  select 0 as id, '${danglingCode}' as code, 'warning' as level,
    'The relation ' || rt.type || ' leads to ' || target.ref || ', which does not exist.' as message,
    'Register ' || target.ref || ', or correct the ref in the file of ' || e.ref || '.' as hint,
    null as pointer, c.file, c.line, null as "column", e.ref, c.source_id, null as at
  from relation r
    join relation_type rt on rt.id = r.type_id
    join entity e on e.ref_id = r.source_ref_id
    join ref_name target on target.id = r.target_ref_id
    left join claim c on c.ref_id = e.ref_id and c.source_id = e.source_id
  where r.origin_id = r.source_ref_id and not exists (select 1 from entity t where t.ref_id = r.target_ref_id)`

/**
 * Lists problems, the gravest first. An entity's problems include those of the conflicts that it won, and those of the
 * sources that hang on it.
 */
export async function listProblems(db: Sql, filter: ProblemFilter) {
  const where: string[] = []
  const params: SqlValue[] = []
  if (filter.entityRef !== undefined) {
    where.push('(ref = ? or source_id in (select id from source where owner_ref = ?))')
    params.push(filter.entityRef, filter.entityRef)
  }
  if (filter.sourceId !== undefined) {
    where.push(`(source_id = ? or (code = 'catalog/conflict' and ref in (select ref from entity where source_id = ?)))`)
    params.push(filter.sourceId, filter.sourceId)
  }
  if (filter.level !== undefined) {
    where.push('level = ?')
    params.push(filter.level)
  }
  if (filter.code !== undefined) {
    where.push('code = ?')
    params.push(filter.code)
  }
  const from = `from (${everyProblem}) p ${where.length > 0 ? `where ${where.join(' and ')}` : ''}`
  const rows = await db.all<Row>(
    `select code, level, message, hint, pointer, file, line, "column", ref, source_id, at ${from}
     order by case level when 'error' then 0 when 'warning' then 1 else 2 end, ref, id, message limit ? offset ?`,
    [...params, filter.limit, filter.offset],
  )
  const total = await db.get<{ n: number }>(`select count(*) as n ${from}`, params)
  return { items: rows.map(shown), totalItems: Number(total?.n ?? 0) }
}

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
