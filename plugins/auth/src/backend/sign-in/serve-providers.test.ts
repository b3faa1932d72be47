import { mkdir, mkdtempDisposable, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPortal } from '@callboard/testing'
import { expect, test } from 'vitest'
import auth from '../index.ts'

test('the page brings the ways to sign in along, as the route answers them', async () => {
  await using web = await mkdtempDisposable(join(tmpdir(), 'callboard-page-'))
  await mkdir(join(web.path, 'static'))
  await writeFile(join(web.path, 'index.html'), '<html><head></head><body></body></html>')
  await using portal = await startPortal({
    plugins: [auth],
    webRoot: web.path,
    config: { auth: { providers: { guest: {} } } },
  })
  const answer = await (await portal.fetch('/api/auth/v1/providers', { as: 'nobody' })).json()
  const page = await (await portal.fetch('/', { as: 'nobody' })).text()
  expect(answer).toMatchObject({ providers: [{ id: 'guest' }] })
  expect(page).toContain(
    `<script type="application/json" id="callboard-page-data">${JSON.stringify({ signIn: answer })}</script>`,
  )
})
