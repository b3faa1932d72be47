import { readFile } from 'node:fs/promises'
import { relative, resolve } from 'node:path'
import { type Audit, type Logger, watchFiles } from '@callboard/kernel'
import type { PermissionConfig } from '../permission-config.ts'
import type { RolePart } from '../policy/policy.ts'
import type { Vocabulary } from '../policy/vocabulary.ts'
import { readPolicyYaml } from './policy-yaml.ts'
import { readRbacConditions, withoutConditioned } from './rbac-conditions.ts'
import { readRbacCsv } from './rbac-csv.ts'
import type { FileProblem, ReadResult } from './read-result.ts'

/** The files of the policy. */
export interface PolicyFiles {
  /** What the last good version of every file says. */
  roles(): RolePart[]
  /** What is wrong with the files as they are now. */
  problems(): readonly FileProblem[]
  /** The files of which there has been no good version yet. */
  unread(): string[]
  /** Reads them all. */
  read(): Promise<void>
  /** Calls back after they changed and were read. Returns what ends it. */
  watch(onRead: () => void): () => void
}

type Kind = 'policy' | 'csv' | 'conditions'
interface PolicyFile {
  path: string
  /** As people know it. */
  name: string
  kind: Kind
  good?: RolePart[]
  problems: FileProblem[]
}

const readers = { policy: readPolicyYaml, csv: readRbacCsv, conditions: readRbacConditions }

/** The files that the config names. A mistake in one keeps its last good version in force. */
export function createPolicyFiles(
  { policy, rbac }: PermissionConfig,
  { log, audit, vocabulary }: { log: Logger; audit: Pick<Audit, 'record'>; vocabulary(): Vocabulary },
): PolicyFiles {
  const csv = rbac?.['policies-csv-file']
  const conditions = rbac?.conditionalPoliciesFile
  const files: PolicyFile[] = [
    ...(policy?.files ?? []).map((path) => fileOf(path, path.toLowerCase().endsWith('.csv') ? 'csv' : 'policy')),
    ...(csv === undefined ? [] : [fileOf(csv, 'csv')]),
    ...(conditions === undefined ? [] : [fileOf(conditions, 'conditions')]),
  ]

  async function read(file: PolicyFile): Promise<void> {
    const { roles, problems } = await readOne(file, vocabulary())
    const isGood = problems.every(({ level }) => level === 'warning')
    const before = file.good
    if (isGood) file.good = roles
    if (isGood && before && JSON.stringify(before) !== JSON.stringify(roles)) {
      const event = { eventId: 'policy-file-change', severityLevel: 'high', target: file.name } as const
      audit.record({ ...event, meta: { before, after: roles } }, 'succeeded')
    }
    if (JSON.stringify(problems) !== JSON.stringify(file.problems)) {
      for (const { level, line, message } of problems) {
        const place = line === undefined ? file.name : `${file.name}:${line}`
        if (level === 'warning') log.warn('policy file doubtful', { at: place, problem: message })
        else log.error('policy file not taken', { at: place, problem: message, inForce: inForce(file) })
      }
    }
    file.problems = problems
  }
  const readAll = async () => {
    await Promise.all(files.map(read))
  }

  return {
    roles() {
      const of = (kind: Kind) => files.filter((file) => file.kind === kind).flatMap(({ good = [] }) => good)
      const conditional = of('conditions')
      return [...of('policy'), ...withoutConditioned(of('csv'), conditional, vocabulary()), ...conditional]
    },
    problems: () => files.flatMap(({ problems }) => problems),
    unread: () => files.filter(({ good }) => good === undefined).map(({ name }) => name),
    read: readAll,
    watch(onRead) {
      if (files.length === 0) return () => {}
      return watchFiles(
        () => files.map(({ path }) => path),
        async () => {
          await readAll()
          onRead()
        },
      )
    },
  }
}

function fileOf(path: string, kind: Kind): PolicyFile {
  const absolute = resolve(path)
  const below = relative('', absolute)
  return { path: absolute, name: below.startsWith('..') ? absolute : below, kind, problems: [] }
}

async function readOne({ path, name, kind }: PolicyFile, vocabulary: Vocabulary): Promise<ReadResult> {
  try {
    return readers[kind](await readFile(path, 'utf8'), { file: name, vocabulary })
  } catch (error) {
    const message = `The file cannot be read: ${error instanceof Error ? error.message : String(error)}`
    return { roles: [], problems: [{ file: name, level: 'error', message }] }
  }
}

const inForce = ({ good }: PolicyFile) => (good ? 'its last good version' : 'nothing: everything is denied')
