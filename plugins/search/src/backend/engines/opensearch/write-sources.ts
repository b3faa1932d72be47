import { setTimeout } from 'node:timers/promises'
import type { SearchDocument } from '../../../model/document.ts'
import { hashOf } from '../index-document.ts'
import type { Connection } from './connection.ts'
import { fieldsOf, idOf } from './index-fields.ts'

// A cluster has no transactions. Each source has a record that knows the numbers of its documents. Before any of them is
// written the record names all, old and new, and has no hash; after that it names the new ones. So a writer that dies leaves
// nothing that the next one does not find. Who meets a record without a hash waits for its writer, and takes over when that
// one does not come back.

/** What a source is to have. */
export type WantedSource =
  | { key: string; documents: readonly SearchDocument[]; hash: string; run: number | null }
  | { goneUnlessMetBy: number }
  | 'gone'

/** The number of a source's record. */
export const recordIdOf = (type: string, key: string): string => `s${idOf(type, key)}`

interface SourceRecord {
  ids: string[]
  /** Of all documents; null while they are being written. */
  hash: string | null
  run: number | null
}

/** A record as it was read or written, so that it can be told whether somebody else wrote it since. */
interface Stored {
  record: SourceRecord
  seqNo: number
  primaryTerm: number
}

interface Target {
  alias: string
  type: string
  /** So many writes go in one request. */
  batchSize: number
  wanted: ReadonlyMap<string, WantedSource>
}

const pauseMs = 100
/** So often another writer is waited for. */
const patientRounds = 10
const maxRounds = 50

/** Writes sources; those that are as they were cost one look. */
export async function writeSources(connection: Connection, target: Target): Promise<void> {
  let wanted = target.wanted
  for (let round = 0; wanted.size > 0; round++) {
    if (round === maxRounds)
      throw new Error('Somebody else writes the same sources to the search cluster all the time.')
    if (round > 0) await setTimeout(pauseMs)
    const left = await writeOnce(connection, { ...target, wanted }, { isPatient: round < patientRounds })
    wanted = new Map([...wanted].filter(([id]) => left.has(id)))
  }
}

/** @returns the sources that somebody else writes, or has written meanwhile. */
async function writeOnce(
  connection: Connection,
  target: Target,
  { isPatient }: { isPatient: boolean },
): Promise<Set<string>> {
  const { wanted, type } = target
  const known = await readRecords(connection, target)
  const left = new Set([...wanted.keys()].filter((id) => isPatient && known.get(id)?.record.hash === null))
  const plans = [...wanted].flatMap(([id, source]) =>
    left.has(id) ? [] : planOf(type, { id, source, known: known.get(id) }),
  )

  const first = await bulk(
    connection,
    target,
    plans.map(({ id, intent, before }) => put(id, intent, before)),
  )
  const open = plans.filter(({ id, isSame }, index) => {
    const result = first[index]
    if (result?.status === 409) left.add(id)
    return result !== undefined && result.status !== 409 && !isSame
  })
  const stored = new Map(plans.map(({ id }, index) => [id, first[index]]))

  await bulk(
    connection,
    target,
    open.flatMap(({ coming, going }) => [
      ...[...coming].map(([id, document]) => ({ lines: [{ index: { _id: id } }, fieldsOf(type, document)] })),
      ...going.map((id) => ({ lines: [{ delete: { _id: id } }] })),
    ]),
  )
  const last = await bulk(
    connection,
    target,
    open.map(({ id, final }) => {
      const result = stored.get(id)
      const before = { seqNo: result?._seq_no ?? 0, primaryTerm: result?._primary_term ?? 0 }
      return final ? put(id, final, before) : { lines: [{ delete: { _id: id, ...conditionOf(before) } }] }
    }),
  )
  for (const [index, { id }] of open.entries()) if (last[index]?.status === 409) left.add(id)
  return left
}

interface Plan {
  id: string
  before: Stored | undefined
  /** The record while documents are written; the only one when they are as they were. */
  intent: SourceRecord
  isSame: boolean
  coming: ReadonlyMap<string, SearchDocument>
  going: readonly string[]
  /** The record in the end; undefined when the source goes. */
  final: SourceRecord | undefined
}

function planOf(
  type: string,
  { id, source, known }: { id: string; source: WantedSource; known: Stored | undefined },
): Plan[] {
  const old = known?.record
  if (source === 'gone' || 'goneUnlessMetBy' in source) {
    if (!old || (source !== 'gone' && (old.run === null || old.run >= source.goneUnlessMetBy))) return []
    const intent = { ...old, hash: null }
    return [{ id, before: known, intent, isSame: false, coming: new Map(), going: old.ids, final: undefined }]
  }
  const { key, documents, hash, run } = source
  if (old?.hash === hash) {
    const intent = { ...old, run }
    return [{ id, before: known, intent, isSame: true, coming: new Map(), going: [], final: intent }]
  }
  // By content: what a source gives twice is kept once, and the content of a number never changes.
  const all = new Map(documents.map((document) => [`d${idOf(type, key, hashOf(document))}`, document]))
  const isThere = new Set(old?.hash === null ? [] : old?.ids)
  return [
    {
      id,
      before: known,
      intent: { ids: [...new Set([...(old?.ids ?? []), ...all.keys()])], hash: null, run: old ? old.run : run },
      isSame: false,
      coming: new Map([...all].filter(([own]) => !isThere.has(own))),
      going: (old?.ids ?? []).filter((own) => !all.has(own)),
      final: { ids: [...all.keys()], hash, run },
    },
  ]
}

async function readRecords(connection: Connection, { alias, wanted }: Target): Promise<Map<string, Stored>> {
  const reply = await connection.ask<{
    docs: { _id: string; found?: boolean; _seq_no: number; _primary_term: number; _source: SourceRecord }[]
  }>({ method: 'POST', path: `/${alias}/_mget`, body: { ids: [...wanted.keys()] } })
  return new Map(
    (reply?.docs ?? []).flatMap(({ _id, found, _seq_no, _primary_term, _source }) =>
      found ? [[_id, { record: _source, seqNo: _seq_no, primaryTerm: _primary_term }] as const] : [],
    ),
  )
}

const conditionOf = ({ seqNo, primaryTerm }: Omit<Stored, 'record'>) => ({
  if_seq_no: seqNo,
  if_primary_term: primaryTerm,
})

function put(id: string, { ids, hash, run }: SourceRecord, before: Omit<Stored, 'record'> | undefined): Write {
  const action = before ? { index: { _id: id, ...conditionOf(before) } } : { create: { _id: id } }
  return { lines: [action, { isSource: true, id, ids, hash, run }] }
}

/** An action and what it writes. */
interface Write {
  lines: object[]
}

interface WriteResult {
  status: number
  _seq_no?: number
  _primary_term?: number
  error?: { type: string; reason: string }
}

const maxCharacters = 4_000_000

/** Sends writes in requests that are not too long, and answers for each. Who was too late (409), or removes what is gone (404), has not failed. */
async function bulk(
  connection: Connection,
  { alias, batchSize }: Target,
  writes: readonly Write[],
): Promise<WriteResult[]> {
  const results: WriteResult[] = []
  let lines: object[] = []
  let count = 0
  let characters = 0
  const send = async () => {
    if (count === 0) return
    const reply = await connection.ask<{ items: Record<string, WriteResult>[] }>({
      method: 'POST',
      path: `/${alias}/_bulk`,
      query: { require_alias: 'true' },
      lines,
    })
    if (!reply) throw new Error(`The search cluster has lost the index ${alias}.`)
    for (const result of reply.items.flatMap((item) => Object.values(item))) {
      if (result.error && result.status !== 409)
        throw new Error(`The search cluster refuses a document: ${result.error.type}: ${result.error.reason}`)
      results.push(result)
    }
    lines = []
    count = characters = 0
  }
  for (const { lines: own } of writes) {
    lines.push(...own)
    count++
    characters += JSON.stringify(own).length
    if (count >= batchSize || characters >= maxCharacters) await send()
  }
  await send()
  return results
}
