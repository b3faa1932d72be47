import type { Entity, Problem } from '@callboard/model'

/** A place that gives entities, as its row stands (migration 0001, table `source`). */
export interface SourceRow {
  id: number
  kind: 'provider' | 'location' | 'processor'
  /** The provider's name, or `type:target`. */
  name: string
  /** The entity it hangs on; empty for providers. */
  owner_ref: string
  /** Location ref of the registration it descends from. */
  origin: string
  type: string | null
  target: string | null
  presence: string | null
  etag: string | null
  content_hash: string | null
  pipeline_hash: string | null
  /** JSON: {@link SourceFile}[]; the files of the last read. */
  files: string | null
  failures: number
  /** Milliseconds since the epoch; set while somebody waits for a fresh read. */
  refresh_requested_at: number | null
  problems: number
}

/** A file that a source was read from. */
export interface SourceFile {
  /** Location ref: `file:/srv/catalog/org.yaml`. */
  location: string
  /** SHA-1 of its bytes. */
  hash: string
}

/** One target of a Location entity. */
export interface LocationTarget {
  type: string
  target: string
  presence: 'required' | 'optional'
}

/** A relation as its emitter states it; both refs are canonical. */
export interface EmittedRelation {
  sourceRef: string
  type: string
  targetRef: string
}

/** When a step of an entity's way ended, milliseconds since the epoch. */
export interface Step {
  step: 'read' | 'parsed' | 'validated' | 'linked' | 'stored'
  atMs: number
}

/** What a source says about one ref, after processing and before it is stored. */
export interface Candidate {
  /** Canonical. */
  ref: string
  locationKey: string
  /** The document as given, JSON. */
  raw: string
  rawHash: string
  file?: string
  line?: number
  /** What else it was made from (spec/catalog.md 3.9). */
  refreshKeys: string[]
  /** Of this entity alone; an `error` means it failed and `entity` is absent. */
  problems: Problem[]
  steps: Step[]
  /** What is to be served, without uid, etag, relations and status; absent when it failed. */
  accepted?: {
    entity: Entity
    relations: EmittedRelation[]
    /** Targets of a Location entity; undefined for other kinds. */
    targets?: LocationTarget[]
    /** What processors emitted; undefined when none did. */
    emitted?: Candidate[]
  }
}

/** A change at one source, to be stored in one transaction with others. */
export interface SourceChange {
  /** As it was when it was leased or looked up. */
  source: Pick<SourceRow, 'id' | 'kind' | 'name' | 'owner_ref' | 'origin' | 'refresh_requested_at'>
  upserts: Candidate[]
  /** Canonical refs that the source no longer gives. */
  removals: string[]
  /** Whether what is removed is deleted at once (providers, unregistering) or becomes an orphan. */
  isEager: boolean
  /** Problems about the source as a whole; they replace the earlier ones. Undefined keeps those. */
  sourceProblems?: Problem[]
  /** How the source's row changes; undefined while more of the same read follows. */
  row?: Partial<{
    etag: string | null
    content_hash: string | null
    pipeline_hash: string | null
    files: string | null
    error: string | null
    failures: number
    last_read_at: number
    last_changed_at: number
    next_read_at: number | null
    read_ms: number
    refresh_requested_at: number | null
    lease_owner: string | null
    lease_until: number | null
  }>
  /** The replica whose lease must still hold; the change is dropped when it was lost. Undefined: no lease needed. */
  leaseOwner?: string
}
