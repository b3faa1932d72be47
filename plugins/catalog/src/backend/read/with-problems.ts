import { type Fragment, raw } from './fragment.ts'

/**
 * The key that entities with problems have, with the value `true`: an addition of ours. No field of an entity can have
 * it, for a status is not indexed.
 */
export const problemsKey = 'status.problems'

/**
 * A select of the ids of entities with problems, in a column `id`, each once: those that problems are about, those that
 * sources with problems hang on, and those with a relation that leads nowhere. As `GET /problems?entityRef=` has it.
 */
export const idsWithProblems: Fragment = raw(`
  select e.id from entity e where e.ref in (
    select p.ref from problem p where p.ref is not null
    union select s.owner_ref from problem p join source s on s.id = p.source_id)
  union
  select e.id from entity e where e.ref_id in (
    select r.source_ref_id from ref_name n cross join relation_type y cross join relation r
    where not exists (select 1 from entity t where t.ref_id = n.id)
      and r.type_id = y.id and r.target_ref_id = n.id and r.origin_id = r.source_ref_id)`)
