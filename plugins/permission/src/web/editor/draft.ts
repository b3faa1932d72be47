import type { Condition, Grant, Role, RoleDocument } from '../../model/role.ts'

/** A role while it is edited: texts as they are typed. */
export interface Draft {
  name: string
  description: string
  /** One ref a line. */
  members: string
  grants: DraftGrant[]
}

/** A grant while it is edited. */
export interface DraftGrant {
  /** Tells rows apart while they move. */
  id: number
  effect: 'allow' | 'deny'
  permission: string
  /** `always`, the name of a rule, or `kept` for conditions that this form cannot show in parts. */
  condition: string
  /** Values of the rule's parameters; several are separated by commas. */
  params: Record<string, string>
  /** What the form does not show, and gives back as it was. */
  rest: Pick<Grant, 'resourceType' | 'action' | 'if'>
}

/** An empty grant. */
export const newGrant = (id: number): DraftGrant => ({
  ...{ id, effect: 'allow', permission: '', condition: 'always', params: {}, rest: {} },
})

/** What the database says of a role, to be edited. */
export function draftOf(role: Role | undefined): Draft {
  const isOwn = ({ source }: { source: { type: string } }) => source.type === 'database'
  return {
    name: '',
    description: role?.database ? (role.description ?? '') : '',
    members: (role?.members ?? [])
      .filter(isOwn)
      .map(({ ref }) => ref)
      .join('\n'),
    grants: role ? role.grants.filter(isOwn).map(draftGrant) : [newGrant(0)],
  }
}

function draftGrant(
  { permission = '', effect = 'allow', resourceType, action, if: condition }: Grant,
  id: number,
): DraftGrant {
  const rule = condition && 'rule' in condition ? condition : undefined
  return {
    ...{ id, effect, permission },
    condition: rule?.rule ?? (condition ? 'kept' : 'always'),
    params: Object.fromEntries(
      Object.entries(rule?.params ?? {}).map(([key, value]) => [key, [value].flat().join(', ')]),
    ),
    rest: {
      ...(resourceType !== undefined && { resourceType }),
      ...(action !== undefined && { action }),
      ...(condition && { if: condition }),
    },
  }
}

/** What shall be sent. @param isList - Whether a parameter of a rule is a list. */
export function documentOf(draft: Draft, isList: (rule: string, param: string) => boolean): RoleDocument {
  const description = draft.description.trim()
  return {
    ...(description !== '' && { description }),
    members: draft.members.split(/[\s,]+/).filter((ref) => ref !== ''),
    grants: draft.grants.map(({ effect, permission, condition, params, rest }): Grant => {
      const { if: kept, ...others } = rest
      const given: Condition | undefined =
        condition === 'always'
          ? undefined
          : condition === 'kept'
            ? kept
            : { rule: condition, params: valuesOf(condition) }
      return {
        ...(permission.trim() !== '' && { permission: permission.trim() }),
        ...others,
        ...(effect === 'deny' && { effect }),
        ...(given && { if: given }),
      }

      function valuesOf(rule: string): Record<string, unknown> {
        const filled = Object.entries(params).filter(([, text]) => text.trim() !== '')
        return Object.fromEntries(filled.map(([key, text]) => [key, isList(rule, key) ? listOf(text) : text.trim()]))
      }
    }),
  }
}

const listOf = (text: string) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
