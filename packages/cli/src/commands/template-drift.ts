import { type Command, parseOptions } from '@callboard/kernel'
import { askPortal, portalOptions } from '../ask-portal.ts'
import { configOptions } from '../command.ts'

/** `callboard template drift` */
export const templateDrift: Command = {
  name: 'template drift',
  usage: '[--template REF] [--entity REF]',
  summary: 'Lists what older versions of templates have made. Asks a portal that runs. Exits with 1 when there is any.',
  options: [
    ['--template REF', 'Only what this template made: template:default/node-service.'],
    ['--entity REF', 'Only this one: component:default/shop.'],
    ...portalOptions('a token of somebody who may run templates'),
  ],
  async run(args, terminal) {
    const { values } = parseOptions(args, {
      template: { type: 'string' },
      entity: { type: 'string' },
      url: { type: 'string' },
      ...configOptions,
    })
    const query = new URLSearchParams({
      ...(values.template && { templateRef: values.template }),
      ...(values.entity && { entityRef: values.entity }),
    })
    const { items } = await askPortal<{ items: Drifted[] }>(terminal, values, {
      path: `/api/scaffolder/v2/drift?${query}`,
    })
    for (const item of items) terminal.print(lineOf(item))
    const outdated = items.filter(({ state }) => state === 'outdated').length
    terminal.print(`${items.length} made by templates, ${outdated} outdated`)
    return outdated > 0 ? 1 : 0
  },
}

/** As far as it is printed; the plugin scaffolder declares the whole. */
interface Drifted {
  entityRef: string
  templateRef: string
  madeFrom: { at: string }
  state: 'current' | 'outdated' | 'unknown'
  reason?: string
}

const lineOf = ({ state, entityRef, templateRef, madeFrom, reason }: Drifted) =>
  `${state.padEnd(8)}  ${entityRef}  ${templateRef}  ${madeFrom.at.slice(0, 10)}${reason ? `  ${reason}` : ''}`
