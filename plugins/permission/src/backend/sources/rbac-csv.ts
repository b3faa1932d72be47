import { parse } from 'csv-parse/sync'
import type { Grant, PolicySource } from '../../model/role.ts'
import type { Vocabulary } from '../policy/vocabulary.ts'
import { buildRole, type Report, type WrittenRole } from './build-role.ts'
import type { FileProblem, ReadResult } from './read-result.ts'

const actions = ['create', 'read', 'update', 'delete', 'use'] as const

/**
 * Reads policies as Casbin writes them, with the meaning that the RBAC plugin of Red Hat gives them:
 * `p, role:default/editors, catalog.entity.read, read, allow` grants, and `g, group:default/press, role:default/editors`
 * makes a member.
 */
export function readRbacCsv(text: string, { file, vocabulary }: { file: string; vocabulary: Vocabulary }): ReadResult {
  const problems: FileProblem[] = []
  const report: Report = ({ level, message, source }) =>
    problems.push({ file, ...(source.line !== undefined && { line: source.line }), level, message })
  const written = new Map<string, WrittenRole & { at: PolicySource }>()
  const roleOf = (role: string, at: PolicySource) => {
    const known = written.get(role) ?? { role, members: [], grants: [], at }
    written.set(role, known)
    return known
  }

  for (const { fields, line } of recordsOf(text, { file, problems })) {
    const source: PolicySource = { type: 'file', name: file, line }
    const wrong = (message: string) => report({ level: 'error', message, source })
    const [type, first = '', second = '', ...rest] = fields
    if (type === 'g') {
      if (fields.length !== 3) wrong('A line "g" has a member and a role: g, user:default/ada, role:default/editors')
      else roleOf(second, source).members.push({ ref: first, source })
    } else if (type === 'p') {
      const grant = fields.length === 5 ? grantOf(second, rest) : undefined
      if (grant) roleOf(first, source).grants.push({ grant, source })
      else {
        wrong(
          `A line "p" has a role, a permission, an action (${actions.join(', ')}), and allow or deny: p, role:default/editors, catalog.entity.read, read, allow`,
        )
      }
    } else wrong(`A line begins with "p" or "g", not with "${type}".`)
  }
  const roles = [...written.values()].flatMap(({ at, ...role }) => {
    const part = buildRole(role, { vocabulary, report, at })
    return part ? [part] : []
  })
  return { roles, problems }
}

interface CsvRecord {
  fields: string[]
  line: number
}

/** The lines that say something. A quoted field may not go over several lines: nothing here needs it. */
function recordsOf(text: string, { file, problems }: { file: string; problems: FileProblem[] }): CsvRecord[] {
  return text.split(/\r\n|\n|\r/).flatMap((content, i) => {
    const line = i + 1
    if (content.trim() === '' || content.trimStart().startsWith('#')) return []
    try {
      // Asked for no columns, the parser gives lists of texts.
      const [fields = []] = parse(content, { trim: true, relax_column_count: true }) as string[][]
      return [{ fields, line }]
    } catch {
      problems.push({ file, line, level: 'error', message: 'The line is no CSV: a quotation mark stands open.' })
      return []
    }
  })
}

/** The second field is a permission, or a resource type, which the field writes without dots. */
function grantOf(object: string, [action, effect]: string[]): Grant | undefined {
  const known = actions.find((one) => one === action)
  if (!known || (effect !== 'allow' && effect !== 'deny') || object === '' || !/^[\w.:/-]{1,200}$/.test(object))
    return undefined
  // Roles are no resources here: their permissions are plain ones.
  if (object === 'policy-entity') return { permission: `policy.entity.${known}`, effect }
  return object.includes('.')
    ? { permission: object, action: known, effect }
    : { resourceType: object, action: known, effect }
}
