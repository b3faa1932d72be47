import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Database, definePlugin } from '@callboard/kernel'
import { fakeClock, startPortal } from '@callboard/testing'
import { expect, test } from 'vitest'
import { openWorkspace } from '../files/workspace.ts'
import { createRedactor } from '../secrets/redactor.ts'
import { databaseMakings } from './makings.ts'
import { recordMakings } from './record-makings.ts'

test('what is kept of a task holds no secret, wherever its steps have put it', async () => {
  const word = 'open-sesame-4711'
  let db: Database | undefined
  const plugin = definePlugin({
    id: 'makings',
    migrations: new URL('../migrations/', import.meta.url),
    setup(core) {
      db = core.db
    },
  })
  await using _portal = await startPortal({ plugins: [plugin] })
  const folder = await mkdtemp(join(tmpdir(), 'callboard-makings-'))
  try {
    await writeFile(join(folder, 'key.txt'), `key=${word}`)
    // The portal has set it.
    const makings = databaseMakings(db as Database)
    const record = recordMakings(
      { makings, clock: fakeClock() },
      {
        taskId: 'one',
        spec: {
          apiVersion: '',
          parameters: {},
          steps: [],
          output: {},
          templateInfo: { entityRef: 'template:default/x' },
        },
        workspace: openWorkspace(folder),
        redactor: createRedactor([word]),
      },
    )
    await record?.({
      ...{ stepId: 'publish', action: 'publish:local', supportsDryRun: false },
      input: { repoUrl: `host?owner=acme&repo=${word}` },
      output: { repoContentsUrl: `http://host/git/acme/${word}`, remoteUrl: word },
    })
    expect(await makings.find('one')).toMatchObject({
      published: { repoUrl: 'host?owner=acme&repo=***' },
      outputs: { publish: { remoteUrl: '***' } },
    })
    expect(JSON.stringify(await makings.find('one'))).not.toContain(word)
    expect((await makings.readTree('one'))?.get('key.txt')?.content.toString()).toBe('key=***')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
