import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { createMethod } from './fixtures/method.ts'
import { ldapMethod } from './sign-in.ts'

const users = { dn: 'ou=people,dc=acme,dc=example' }
const bind = { dn: 'cn=portal,dc=acme,dc=example', secret: 'secret of the portal' }
const login = { username: 'ada', password: 'password of Ada' }

let server: Server
const sockets = new Set<Socket>()
afterEach(async () => {
  for (const socket of sockets) socket.destroy()
  server.close()
  await once(server, 'close')
})

/** Somebody between the portal and the directory: answers the first message, and keeps what is said. */
async function stranger(answer?: (socket: Socket) => void) {
  const heard: Buffer[] = []
  let connections = 0
  server = createServer((socket) => {
    connections += 1
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('data', (chunk) => heard.push(chunk))
    socket.once('data', () => answer?.(socket))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (typeof address !== 'object' || !address) throw new Error('The stranger does not listen.')
  return {
    target: `ldap://127.0.0.1:${address.port}`,
    heard: () => Buffer.concat(heard).toString('latin1'),
    connections: () => connections,
  }
}

/** An answer to the first request, an extended one, with this result code. */
const result = (code: number) => Buffer.from([0x30, 0x0c, 2, 1, 2, 0x78, 7, 0x0a, 1, code, 4, 0, 4, 0])

test.each([
  { why: 'that refuses StartTLS', answer: (socket: Socket) => socket.write(result(2)) },
  {
    why: 'that grants StartTLS and goes on in plain text',
    answer: (socket: Socket) => socket.write(Buffer.concat([result(0), result(0)])),
  },
  { why: 'that grants StartTLS and cuts the connection', answer: (socket: Socket) => socket.end(result(0)) },
  { why: 'that cuts the connection at once', answer: (socket: Socket) => socket.destroy() },
])('no password reaches a directory $why', async ({ answer }) => {
  const between = await stranger(answer)
  const method = await createMethod({ target: between.target, bind, users, tls: { startTls: true }, timeout: '500ms' })
  await expect(method.check(login)).rejects.toThrow('could not be reached with StartTLS')
  expect(between.heard()).toContain('1.3.6.1.4.1.1466.20037')
  expect(between.heard()).not.toContain('secret of the portal')
  expect(between.heard()).not.toContain('password of Ada')
  expect(between.connections()).toBe(1)
})

test('a directory that does not answer fails the sign-in, and does not hold it up', async () => {
  const silent = await stranger()
  const method = await createMethod({ target: silent.target, bind, users, timeout: '100ms' })
  await expect(method.check(login)).rejects.toThrow(`The directory ${silent.target} could not be reached`)
})

test.each([
  { why: 'without a password', given: { username: 'ada', password: '' } },
  { why: 'without a name', given: { username: '', password: 'password' } },
])('a login $why is refused before the directory is asked', async ({ given }) => {
  const silent = await stranger()
  const method = await createMethod({ target: silent.target, users, timeout: '2s' })
  expect(await method.check(given)).toBeUndefined()
  expect(silent.connections()).toBe(0)
})

test('in production, passwords in plain text over a network are refused at the start', async () => {
  await stranger()
  const create = (config: object) =>
    createMethod({ target: 'ldap://ldap.acme.example', users, ...config }, { isDevelopment: false })
  await expect(create({})).rejects.toThrow(
    'auth.providers.ldap.target: ldap://ldap.acme.example would send passwords in plain text.',
  )
  for (const config of [
    { tls: { startTls: true } },
    { target: 'ldaps://ldap.acme.example' },
    { target: 'ldap://127.0.0.1' },
  ]) {
    expect((await create(config)).type).toBe('form')
  }
})

test.each([
  { resolver: 'usernameMatchingUserEntityName', claims: { preferred_username: 'ada' }, query: { name: 'ada' } },
  { resolver: 'usernameMatchingUserEntityName', claims: {}, query: { missing: expect.any(String) } },
  {
    resolver: 'dnMatchingUserEntityAnnotation',
    claims: { sub: 'uid=ada,dc=acme' },
    query: { annotation: 'backstage.io/ldap-dn', value: 'uid=ada,dc=acme' },
  },
  {
    resolver: 'uuidMatchingUserEntityAnnotation',
    claims: { uuid: 'e5c1' },
    query: { annotation: 'backstage.io/ldap-uuid', value: 'e5c1' },
  },
  { resolver: 'uuidMatchingUserEntityAnnotation', claims: {}, query: { missing: expect.any(String) } },
])('$resolver looks for $query', async ({ resolver, claims, query }) => {
  await stranger()
  expect(ldapMethod.resolvers?.[resolver]?.query({ profile: {}, claims })).toEqual(query)
})
