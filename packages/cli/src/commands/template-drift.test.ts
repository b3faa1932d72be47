import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { definePlugin } from '@callboard/kernel'
import { type DriftedEntity, listDrift } from '@callboard/plugin-scaffolder'
import { startPortal, type TestPortal } from '@callboard/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runCommand } from '../run-command.ts'

const item = (name: string, state: DriftedEntity['state'], reason?: string): DriftedEntity => ({
  entityRef: `component:default/${name}`,
  templateRef: 'template:default/service',
  madeFrom: { version: 'a', at: '2026-11-01T08:00:00.000Z', taskId: 't' },
  current: { version: 'b' },
  state,
  ...(reason && { reason }),
})
let items: DriftedEntity[] = []
const scaffolder = definePlugin({
  id: 'scaffolder',
  setup({ http }) {
    http.serve(listDrift, ({ query }) => ({
      items: items.filter(({ entityRef }) => query.entityRef === undefined || query.entityRef === entityRef),
    }))
  },
})

let portal: TestPortal
let cwd: string
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'callboard-cli-'))
  await writeFile(join(cwd, 'app-config.yaml'), 'app: { title: Northlight }\n')
  portal = await startPortal({ plugins: [scaffolder] })
})
afterAll(async () => {
  await portal.stop()
  await rm(cwd, { recursive: true, force: true })
})

test.each([
  { why: 'nothing is outdated', made: [item('shop', 'current')], code: 0, out: '1 made by templates, 0 outdated' },
  {
    why: 'something is',
    made: [item('shop', 'current'), item('mail', 'outdated')],
    code: 1,
    out: 'outdated  component:default/mail  template:default/service  2026-11-01',
  },
  { why: 'it cannot be told', made: [item('shop', 'unknown', 'Gone.')], code: 0, out: '2026-11-01  Gone.' },
  {
    why: 'only one is asked for',
    made: [item('shop', 'outdated'), item('mail', 'current')],
    args: ['--entity', 'component:default/mail'],
    code: 0,
    out: '1 made by templates, 0 outdated',
  },
])('$why', async ({ made, args = [], code, out }) => {
  items = made
  const lines: string[] = []
  const result = await runCommand(['template', 'drift', '--url', portal.url, ...args], {
    cwd,
    env: { CALLBOARD_TOKEN: await portal.tokens.user() },
    print: (line) => lines.push(line),
    tell: (line) => lines.push(line),
  })
  expect(result).toBe(code)
  expect(lines.join('\n')).toContain(out)
})
