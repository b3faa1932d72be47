import { findMismatches } from '@callboard/kernel'
import { type Static, Type } from '@callboard/model'
import { LineCounter, parseAllDocuments } from 'yaml'
import type { Condition, Grant } from '../../model/role.ts'
import type { RolePart } from '../policy/policy.ts'
import type { Vocabulary } from '../policy/vocabulary.ts'
import { buildRole, type Report } from './build-role.ts'
import type { FileProblem, ReadResult } from './read-result.ts'

/** One document of the file, as the RBAC plugin of Red Hat wants it. */
const ConditionalPolicy = Type.Object({
  result: Type.Literal('CONDITIONAL'),
  roleEntityRef: Type.String(),
  pluginId: Type.String(),
  resourceType: Type.String({ minLength: 1 }),
  permissionMapping: Type.Array(
    Type.Union([
      Type.Literal('create'),
      Type.Literal('read'),
      Type.Literal('update'),
      Type.Literal('delete'),
      Type.Literal('use'),
    ]),
    { minItems: 1 },
  ),
  conditions: Type.Unsafe<Condition>({ type: 'object' }),
})

/** Reads conditional policies: documents, each with a role, a resource type, actions and conditions. */
export function readRbacConditions(
  text: string,
  { file, vocabulary }: { file: string; vocabulary: Vocabulary },
): ReadResult {
  const lines = new LineCounter()
  const problems: FileProblem[] = []
  const report: Report = ({ level, message, source }) =>
    problems.push({ file, ...(source.line !== undefined && { line: source.line }), level, message })
  const documents = parseAllDocuments(text, { lineCounter: lines })
  const roles = [...documents].flatMap((document): RolePart[] => {
    const line = Math.max(1, lines.linePos(document.contents?.range?.[0] ?? document.range[0]).line)
    const source = { type: 'file' as const, name: file, line }
    for (const { message, pos } of document.errors) {
      problems.push({
        file,
        line: lines.linePos(pos[0]).line,
        level: 'error',
        message: message.split('\n')[0] ?? message,
      })
    }
    const content: unknown = document.errors.length > 0 ? null : document.toJS({ maxAliasCount: 100 })
    if (content === null) return []
    const mismatches = findMismatches(ConditionalPolicy, content)
    for (const { path, text: message } of mismatches) {
      problems.push({ file, line, level: 'error', message: `${path.join('.')}: ${message}` })
    }
    if (mismatches.length > 0) return []
    // Checked in the lines above.
    const policy = content as Static<typeof ConditionalPolicy>
    const grants = policy.permissionMapping.map((action) => ({
      grant: { resourceType: policy.resourceType, action, if: withoutTypes(policy.conditions) } satisfies Grant,
      source,
    }))
    const part = buildRole({ role: policy.roleEntityRef, members: [], grants }, { vocabulary, report, at: source })
    return part ? [part] : []
  })
  return { roles, problems }
}

/**
 * What the CSV file grants without conditions, apart from that for which a role has conditions: there, the plugin of the
 * field lets the conditions win, while here an allow would.
 */
export function withoutConditioned(
  parts: readonly RolePart[],
  conditional: readonly RolePart[],
  { permissions }: Vocabulary,
) {
  return parts.map((part): RolePart => {
    const narrowed = conditional.filter(({ ref }) => ref === part.ref).flatMap(({ grants }) => grants)
    const grants = part.grants.filter(({ permission, resourceType, action, effect }) => {
      const declared = permission === undefined ? undefined : permissions.get(permission)?.permission
      const type = resourceType ?? (declared?.type === 'resource' ? declared.resourceType : undefined)
      return effect === 'deny' || !narrowed.some((one) => one.resourceType === type && one.action === action)
    })
    return { ...part, grants }
  })
}

/** Their resource type stands beside the conditions once more; ours have the permission's. */
function withoutTypes(condition: unknown): Condition {
  // Its shape is checked with the grant.
  if (typeof condition !== 'object' || condition === null || Array.isArray(condition)) return condition as Condition
  return Object.fromEntries(
    Object.entries(condition)
      .filter(([key]) => key !== 'resourceType')
      .map(([key, value]) => {
        if ((key === 'allOf' || key === 'anyOf') && Array.isArray(value)) return [key, value.map(withoutTypes)]
        return [key, key === 'not' ? withoutTypes(value) : value]
      }),
  ) as Condition
}
