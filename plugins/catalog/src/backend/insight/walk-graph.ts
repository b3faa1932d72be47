import type { Database } from '@callboard/kernel'
import type { EntityRef } from '@callboard/model'
import { type Condition, isShown } from '../read/condition.ts'
import { raw, speechOf, sql } from '../read/fragment.ts'

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
  /** What the caller may read, when that is not everything: only relations that they are shown are walked. */
  visible?: Condition | undefined
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
  db: Database,
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

async function edgesFrom(db: Database, refs: EntityRef[], request: GraphRequest): Promise<GraphEdge[]> {
  const { kinds, relations, limit, visible } = request
  const speech = speechOf(db.dialect)
  const ofType = relations ? sql`and rt.type ${speech.isTextOf(relations)}` : raw('')
  const ofKind = kinds ? sql`and ${speech.partOfRef(raw('t.ref'), 'kind')} ${speech.isTextOf(kinds)}` : raw('')
  const shown = visible ? sql`and ${isShown('r', { visible, speech, tested: 'few' })}` : raw('')
  // Nodes are limited; a node may be reached on several edges, but hardly on so many.
  const { text, params } = sql`select distinct s.ref as "sourceRef", rt.type as type, t.ref as "targetRef"
     from relation r join ref_name s on s.id = r.source_ref_id join ref_name t on t.id = r.target_ref_id
       join relation_type rt on rt.id = r.type_id
     where s.ref ${speech.isTextOf(refs)} ${ofType} ${ofKind} ${shown}
     order by 1, 2, 3 limit ${limit * 50}`
  return db.all<GraphEdge>(text, params)
}
