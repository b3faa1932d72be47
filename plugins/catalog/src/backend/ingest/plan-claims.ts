import type { Candidate } from './candidate.ts'

/** The stored entity of a ref. */
export interface StoredEntity {
  id: number
  ref: string
  uid: string
  /** The source whose claim is served; null for an orphan. */
  source_id: number | null
  doc_hash: string
  is_orphan: number
  status: string | null
}

/** A stored claim, as far as deciding needs it. */
export interface HeldClaim {
  source_id: number
  ref: string
  location_key: string
  state: 'active' | 'conflict' | 'failed' | 'pending'
  file: string | null
  seen_at: number
}

/** What becomes of a candidate. */
export type ClaimDecision =
  /** It is what is served from now on. */
  | { state: 'active' }
  /** It is not valid; what was served before stays. `holds`: the ref's entity hangs on this source. */
  | { state: 'failed'; holds: boolean }
  /** Another source came first. */
  | { state: 'conflict'; winner: HeldClaim }

/**
 * Decides whether a source may say what a ref is (spec/catalog.md 3.8). Touches nothing.
 *
 * The first source wins. Another one is let in when the ref is free, when nothing claims it any more (an orphan, or an
 * entity whose claim is gone), or when both have the same location key: two ways to the same file.
 *
 * @param candidate - What the source says.
 * @param sourceId - The source.
 * @param holder - The source that the served entity hangs on; null for an orphan, undefined when nothing is served.
 * @param claims - Every stored claim on the ref.
 */
export function decideClaim(
  candidate: Pick<Candidate, 'locationKey' | 'accepted'>,
  sourceId: number,
  { holder: holderId, claims }: { holder: number | null | undefined; claims: HeldClaim[] },
): ClaimDecision {
  const holder = claims.find((claim) => claim.source_id === holderId)
  const isOther =
    holder !== undefined &&
    holder.source_id !== sourceId &&
    holder.location_key !== '' &&
    holder.location_key !== candidate.locationKey
  if (isOther) return { state: 'conflict', winner: holder }
  if (candidate.accepted) return { state: 'active' }
  return { state: 'failed', holds: holderId !== undefined && (holder === undefined || holder.source_id === sourceId) }
}

/**
 * Who takes over a ref whose claim is gone: a source that says the same, else the one that has waited longest.
 *
 * @param remaining - The claims that are left on the ref.
 * @returns Undefined when nobody is left.
 */
export function successorOf(remaining: HeldClaim[]): HeldClaim | undefined {
  const order = { active: 0, conflict: 1, pending: 1, failed: 2 }
  return [...remaining].sort((a, b) => order[a.state] - order[b.state] || a.seen_at - b.seen_at)[0]
}
