import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, before, test } from 'node:test'
import { server } from './server.js'

let address

before(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  address = 'http://127.0.0.1:' + server.address().port
})
after(() => server.close())

test('it is healthy', async () => {
  const response = await fetch(address + '/health')
  assert.equal(response.status, 200)
  assert.equal((await response.json()).status, 'ok')
})

test('it says who it is', async () => {
  const response = await fetch(address + '/')
  assert.deepEqual(await response.json(), { service: '${{ values.name }}' })
})

test('it does not make things up', async () => {
  const response = await fetch(address + '/nowhere')
  assert.equal(response.status, 404)
})
