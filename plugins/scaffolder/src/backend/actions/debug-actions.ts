import { setTimeout as sleep } from 'node:timers/promises'
import { Type } from '@callboard/model'
import { type Action, type ActionContext, defineScaffolderAction, errors } from '../../model/index.ts'
import { readFolder } from '../files/folder-tree.ts'
import { kindOf } from '../files/text-or-binary.ts'

const maxWaitMs = 10 * 60_000
/** Of the contents of all files together; logs are stored and read by people. */
const maxShownBytes = 256 * 1024

/** `debug:log` and `debug:wait` (spec/scaffolder.md 11.2). */
export const debugActions = (): Action[] => [
  defineScaffolderAction({
    id: 'debug:log',
    description: "Writes into the task's log: its input, a message, and what is in the workspace.",
    supportsDryRun: true,
    input: Type.Object(
      {
        message: Type.Optional(Type.String({ description: 'What to write.' })),
        listWorkspace: Type.Optional(
          Type.Union([Type.Boolean(), Type.Literal('with-filenames'), Type.Literal('with-contents')], {
            description:
              'The files of the workspace are listed, with their contents if that is asked for. Default: false.',
          }),
        ),
      },
      { additionalProperties: false },
    ),
    examples: [
      { description: 'A value', input: { message: 'The owner is ${{ parameters.owner }}' } },
      { description: 'All files and what is in them', input: { listWorkspace: 'with-contents' } },
    ],
    async run({ input, log, workspace }) {
      log.info(JSON.stringify(input, null, 2))
      if (input.message) log.info(input.message)
      if (input.listWorkspace) log.info(await describeWorkspace(workspace, input.listWorkspace === 'with-contents'))
    },
  }),
  defineScaffolderAction({
    id: 'debug:wait',
    description: 'Waits, for ten minutes at most. Times that are given together are added up.',
    input: Type.Object(
      {
        minutes: Type.Optional(Type.Number({ description: 'Minutes.' })),
        seconds: Type.Optional(Type.Number({ description: 'Seconds.' })),
        milliseconds: Type.Optional(Type.Number({ description: 'Milliseconds.' })),
      },
      { additionalProperties: false },
    ),
    examples: [
      { description: 'Half a minute', input: { seconds: 30 } },
      { description: 'A minute and a half', input: { minutes: 1, seconds: 30 } },
    ],
    async run({ input, log, signal }) {
      const { minutes = 0, seconds = 0, milliseconds = 0 } = input
      const waitMs = minutes * 60_000 + seconds * 1000 + milliseconds
      if (waitMs > maxWaitMs) throw errors.waitTooLong({ waitMs, maxWaitMs })
      log.info(`Waiting for ${waitMs / 1000} seconds`)
      await sleep(waitMs, undefined, { signal })
    },
  }),
]

async function describeWorkspace(workspace: ActionContext['workspace'], withContents: boolean): Promise<string> {
  const { files, links } = await readFolder(await workspace.resolve('.'), './')
  const lines = ['Workspace:']
  let shownBytes = 0
  for (const file of files) {
    lines.push(`  - ${file.path}${withContents ? ':' : ''}`)
    if (!withContents) continue
    const data = await file.read()
    shownBytes += data.length
    const isShown = shownBytes <= maxShownBytes && (await kindOf(data)) === 'text'
    lines.push('', isShown ? data.toString() : `(${data.length} bytes)`, '')
  }
  return [...lines, ...links.map(({ path, target }) => `  - ${path} -> ${target}`)].join('\n')
}
