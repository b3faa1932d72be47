import type { Sql } from '@callboard/kernel'
import type { EntityRef } from '@callboard/model'
import { jsonList } from '../ingest/json-rows.ts'

/** How far to walk. */
export interface GraphRequest {
  /** Canonical refs. */
  roots: EntityRef[]
  /** Steps from the roots. */
  depth: number
  /** Only through entities of these kinds, lower case; undefined for all. */
  kinds?: string[]
  /** Only along these relations; undefined for all. */
  relations?: string[]
  /** Most nodes. */
  limit: number
}

/** A relation between two nodes. */
export interface GraphEdge {
  sourceRef: EntityRef
  type: string
  targetRef: EntityRef
}

/** What a walk found; refs may name entities that do not exist. */
export interface Walk {
  /** Steps from the nearest root, by ref. */
  depths: Map<EntityRef, number>
  edges: GraphEdge[]
  /** Whether the limit cut something off. */
  isTruncated: boolean
}

/**
 * Walks relations breadth first, a statement for each step.
 *
 * @param mayEnter - Which of some refs the caller may see; what it may not is neither shown nor walked through.
 */
export async function walkGraph(
  db: Sql,
  request: GraphRequest,
  mayEnter: (refs: EntityRef[]) => Promise<Set<EntityRef>>,
): Promise<Walk> {
  const walk: Walk = { depths: new Map(), edges: [], isTruncated: false }
  const seen = new Set<string>()
  let frontier = [...(await mayEnter(request.roots))]
  for (const ref of frontier) walk.depths.set(ref, 0)
  for (let step = 1; step <= request.depth && frontier.length > 0; step += 1) {
    const edges = await edgesFrom(db, frontier, request)
    const next = [...new Set(edges.map((edge) => edge.targetRef))].filter((ref) => !walk.depths.has(ref))
    const allowed = await mayEnter(next)
    frontier = []
    for (const ref of next) {
      if (!allowed.has(ref)) continue
      if (walk.depths.size >= request.limit) {
        walk.isTruncated = true
        break
      }
      walk.depths.set(ref, step)
      frontier.push(ref)
    }
    for (const edge of edges) {
      const name = `${edge.sourceRef} ${edge.type} ${edge.targetRef}`
      if (!walk.depths.has(edge.targetRef) || seen.has(name)) continue
      seen.add(name)
      walk.edges.push(edge)
    }
  }
  return walk
}

async function edgesFrom(db: Sql, refs: EntityRef[], { kinds, relations, limit }: GraphRequest): Promise<GraphEdge[]> {
  const list = jsonList(db.dialect, 'text')
  const kindOf = db.dialect === 'sqlite' ? `substr(t.ref, 1, instr(t.ref, ':') - 1)` : `split_part(t.ref, ':', 1)`
  return db.all<GraphEdge>(
    `select distinct s.ref as "sourceRef", rt.type as type, t.ref as "targetRef"
     from relation r join ref_name s on s.id = r.source_ref_id join ref_name t on t.id = r.target_ref_id
       join relation_type rt on rt.id = r.type_id
     where s.ref in ${list} and (? = 0 or rt.type in ${list}) and (? = 0 or ${kindOf} in ${list})
     order by 1, 2, 3 limit ?`,
    [
      JSON.stringify(refs),
      relations ? 1 : 0,
      JSON.stringify(relations ?? []),
      kinds ? 1 : 0,
      JSON.stringify(kinds ?? []),
      // Nodes are limited; a node may be reached on several edges, but hardly on so many.
      limit * 50,
    ],
  )
}
