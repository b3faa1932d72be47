import { findMismatches } from '@callboard/kernel'
import { type Static, Type } from '@callboard/model'
import { LineCounter, parseDocument } from 'yaml'
import { RoleDocument } from '../../model/role.ts'
import type { Vocabulary } from '../policy/vocabulary.ts'
import { buildRole, type Report } from './build-role.ts'
import type { FileProblem, ReadResult } from './read-result.ts'

/** The shape of a policy file. */
const PolicyFile = Type.Object(
  {
    roles: Type.Array(
      Type.Object(
        {
          role: Type.String({ minLength: 1 }),
          ...RoleDocument.properties,
          members: Type.Optional(RoleDocument.properties.members),
          grants: Type.Optional(RoleDocument.properties.grants),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
)

/** Reads a policy file: a list `roles`, each with `role`, `members` and `grants`. */
export function readPolicyYaml(
  text: string,
  { file, vocabulary }: { file: string; vocabulary: Vocabulary },
): ReadResult {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const problems: FileProblem[] = document.errors.map(({ message, pos }) => ({
    ...{ file, line: lines.linePos(pos[0]).line, level: 'error' },
    message: message.split('\n')[0] ?? message,
  }))
  if (problems.length > 0) return { roles: [], problems }
  const lineOf = (path: readonly (string | number)[]): number => {
    const node = document.getIn(path, true) as { range?: [number, number, number] } | undefined
    if (node?.range) return lines.linePos(node.range[0]).line
    return path.length === 0 ? 1 : lineOf(path.slice(0, -1))
  }
  const at = (...path: (string | number)[]) => ({ type: 'file' as const, name: file, line: lineOf(path) })

  // Few aliases, as nobody needs more to write down roles: a billion laughs are refused.
  const content: unknown = document.toJS({ maxAliasCount: 100 }) ?? {}
  for (const { path, text: message } of findMismatches(PolicyFile, content)) {
    const where = path.map((key) => (/^\d+$/.test(key) ? Number(key) : key))
    problems.push({ file, line: lineOf(where), level: 'error', message: `${path.join('.')}: ${message}` })
  }
  if (problems.length > 0) return { roles: [], problems }

  const report: Report = ({ level, message, source }) =>
    problems.push({ file, ...(source.line !== undefined && { line: source.line }), level, message })
  // Checked in the lines above.
  const roles = (content as Static<typeof PolicyFile>).roles.flatMap(({ members = [], grants = [], ...role }, i) => {
    const part = buildRole(
      {
        ...role,
        members: members.map((ref, j) => ({ ref, source: at('roles', i, 'members', j) })),
        grants: grants.map((grant, j) => ({ grant, source: at('roles', i, 'grants', j) })),
      },
      { vocabulary, report, at: at('roles', i) },
    )
    return part ? [part] : []
  })
  return { roles, problems }
}
