import { loadConfig } from '@callboard/kernel'
import { type Command, configOption, type Terminal, UsageError } from '../command.ts'
import { configOptions, parseOptions } from '../parse-options.ts'

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
    ['--url URL', 'Where the portal is. Default: backend.baseUrl of the config.'],
    configOption,
    ['CALLBOARD_TOKEN', 'An environment variable with a token of somebody who may read roles.'],
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
    const url = values.url ?? (await configuredUrl(terminal, values.config))
    const token = terminal.env.CALLBOARD_TOKEN
    if (!token) throw new UsageError('Put a token into the environment variable CALLBOARD_TOKEN.')
    const answer = await ask(url, token, {
      ...{ userEntityRef: user, permission },
      ...(group && { ownershipEntityRefs: group }),
      ...(resource !== undefined && { resourceRef: resource }),
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

async function configuredUrl({ cwd, env }: Terminal, configFiles: readonly string[] = []): Promise<string> {
  const config = await loadConfig({ cwd, env, configFiles })
  const url = config.getOptionalString('backend.baseUrl')
  if (url === undefined) throw new UsageError('Say where the portal is: --url http://localhost:7007')
  return url
}

async function ask(url: string, token: string, question: object): Promise<Explanation> {
  const address = `${url.replace(/\/+$/, '')}/api/permission/simulate`
  const reply = await fetch(address, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(question),
  }).catch((cause: unknown) => {
    throw new Error(`No portal answers at ${url}. Start it, or say where it is: --url`, { cause })
  })
  if (reply.ok) return (await reply.json()) as Explanation
  const failure = (await reply.json().catch(() => undefined)) as
    | { error?: { message?: string; hint?: string } }
    | undefined
  const { message = `It answered with the status ${reply.status}.`, hint } = failure?.error ?? {}
  throw new Error([`The portal at ${url} refused: ${message}`, ...(hint ? [hint] : [])].join('\n'))
}
