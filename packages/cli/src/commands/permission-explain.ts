import { type Command, parseOptions, UsageError } from '@callboard/kernel'
import { askPortal, portalOptions } from '../ask-portal.ts'
import { configOptions } from '../command.ts'

/** `callboard permission explain --user ada --permission catalog.entity.delete` */
export const permissionExplain: Command = {
  name: 'permission explain',
  usage: '--user REF --permission NAME [--resource REF]',
  summary: 'Tells whether somebody may do something, and by which grants. Asks a portal that runs.',
  options: [
    ['--user REF', 'The person: user:default/ada.'],
    [
      '--group REF',
      'A group the person shall be in, instead of those of the last sign-in; may be given several times.',
    ],
    ['--permission NAME', 'What the person wants to do: catalog.entity.delete.'],
    ['--resource REF', 'To which thing: component:default/door.'],
    ...portalOptions('a token of somebody who may read roles'),
  ],
  async run(args, terminal) {
    const { values } = parseOptions(args, {
      user: { type: 'string' },
      group: { type: 'string', multiple: true },
      permission: { type: 'string' },
      resource: { type: 'string' },
      url: { type: 'string' },
      ...configOptions,
    })
    const { user, permission, group, resource } = values
    if (user === undefined || permission === undefined)
      throw new UsageError('Say who (--user) and what (--permission).')
    const answer = await askPortal<Explanation>(terminal, values, {
      path: '/api/permission/simulate',
      body: {
        ...{ userEntityRef: user, permission },
        ...(group && { ownershipEntityRefs: group }),
        ...(resource !== undefined && { resourceRef: resource }),
      },
    })
    for (const line of sentences(answer)) terminal.print(line)
    return answer.result === 'DENY' ? 1 : 0
  },
}

/** As far as it is printed; the plugin permission declares the whole. */
interface Explanation {
  result: 'ALLOW' | 'DENY' | 'CONDITIONAL'
  reason: string
  user: { userEntityRef: string; ownershipEntityRefs: string[] }
  roles: string[]
  resource?: { ref: string; state: 'meets' | 'fails' | 'missing'; rules: { rule: string; holds: boolean }[] }
}

const words = { ALLOW: 'Yes.', DENY: 'No.', CONDITIONAL: 'It depends on the thing.' }
const states = { meets: 'meets the conditions', fails: 'does not meet the conditions', missing: 'does not exist' }

function sentences({ result, reason, user, roles, resource }: Explanation): string[] {
  return [
    `${words[result]} ${reason}`,
    `  counts as  ${user.ownershipEntityRefs.join(', ')}`,
    `  roles      ${roles.join(', ') || 'none'}`,
    ...(resource ? [`  resource   ${resource.ref} ${states[resource.state]}`] : []),
    ...(resource?.rules ?? []).map(({ rule, holds }) => `    ${holds ? 'holds      ' : 'holds not  '}${rule}`),
  ]
}
