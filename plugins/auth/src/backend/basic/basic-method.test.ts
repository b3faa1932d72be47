import { argon2Sync, randomBytes } from 'node:crypto'
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import bcrypt from 'bcryptjs'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { FormMethod } from '../../model/sign-in-method.ts'
import { basicMethod } from './basic-method.ts'

const bcryptHash = (password: string, cost = 4) => bcrypt.hashSync(password, cost).replace(/^\$2b/, '$2y')
const base64 = (bytes: Buffer) => bytes.toString('base64').replaceAll('=', '')
const argon2Hash = (password: string) => {
  const nonce = randomBytes(16)
  const tag = argon2Sync('argon2id', { message: password, nonce, parallelism: 1, tagLength: 32, memory: 64, passes: 1 })
  return `$argon2id$v=19$m=64,t=1,p=1$${base64(nonce)}$${base64(tag)}`
}
const create = async (config: object) =>
  (await basicMethod.create({
    // The engine checks it against the schema; `never` is how the type says that methods differ in it.
    config: config as never,
    providerId: 'basic',
    callbackUrl: '',
    nowMs: () => 0,
    isDevelopment: true,
  })) as FormMethod

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'callboard-basic-'))
})
afterAll(() => rm(folder, { recursive: true }))

describe.each([
  { kind: 'bcrypt', hash: bcryptHash },
  { kind: 'argon2id', hash: argon2Hash },
])('with $kind', ({ hash }) => {
  test.each([
    { why: 'the right password signs in', username: 'ada', password: 'engine', isIn: true },
    { why: 'another password does not', username: 'ada', password: 'Engine', isIn: false },
    { why: 'an empty password does not', username: 'ada', password: '', isIn: false },
    { why: 'the hash itself does not', username: 'ada', password: '$hash', isIn: false },
    { why: 'the password of somebody else does not', username: 'ada', password: 'compiler', isIn: false },
    { why: 'an unknown name does not, even with a password that is compared', username: 'eve', password: 'engine' },
    { why: 'a name in another case does not', username: 'Ada', password: 'engine', isIn: false },
    { why: 'a name of the language itself does not', username: '__proto__', password: 'engine', isIn: false },
  ])('$why', async ({ username, password, isIn = false }) => {
    const passwordHash = hash('engine')
    const users = [
      { username: 'ada', passwordHash },
      { username: 'grace', passwordHash: hash('compiler') },
    ]
    const method = await create({ users })
    const found = await method.check({ username, password: password === '$hash' ? passwordHash : password })
    expect(found).toEqual(isIn ? { profile: {}, claims: { sub: 'ada' } } : undefined)
  })
})

test('an unknown name takes the work of comparing a password, so that names cannot be told by time', async () => {
  const compare = vi.spyOn(bcrypt, 'compare')
  const method = await create({ users: [{ username: 'ada', passwordHash: bcryptHash('engine', 6) }] })
  for (const username of ['ada', 'eve']) await method.check({ username, password: 'x' })
  expect(compare).toHaveBeenCalledTimes(2)
  expect(compare.mock.calls[1]).toEqual(compare.mock.calls[0])
  compare.mockRestore()
})

test('an unknown name costs the same each time, even where the hashes of people cost differently', async () => {
  const compare = vi.spyOn(bcrypt, 'compare')
  const users = [4, 5, 6, 7].map((cost) => ({ username: `user${cost}`, passwordHash: bcryptHash('engine', cost) }))
  const method = await create({ users })
  for (let round = 0; round < 4; round += 1) await method.check({ username: 'eve', password: 'x' })
  expect(new Set(compare.mock.calls.map(([, hash]) => hash)).size).toBe(1)
  compare.mockRestore()
})

test('the profile and the entity are those of the config', async () => {
  const ada = {
    username: 'ada',
    displayName: 'Ada Lovelace',
    email: 'ada@acme.example',
    userEntityRef: 'User:Crew/Ada',
  }
  const method = await create({ users: [{ ...ada, passwordHash: bcryptHash('engine') }] })
  const found = await method.check({ username: 'ada', password: 'engine' })
  expect(found).toEqual({
    profile: { displayName: 'Ada Lovelace', email: 'ada@acme.example' },
    claims: { sub: 'ada', email: 'ada@acme.example', userEntityRef: 'user:crew/ada' },
  })
})

test.each([
  {
    why: 'by the ref of the config',
    claims: { sub: 'ada', userEntityRef: 'user:crew/ada' },
    query: { ref: 'user:crew/ada' },
  },
  { why: 'else by name', claims: { sub: 'ada' }, query: { name: 'ada' } },
])('people are looked for $why', ({ claims, query }) => {
  expect(basicMethod.resolvers?.usernameMatchingUserEntityName?.query({ profile: {}, claims })).toEqual(query)
})

describe('a file', () => {
  test('is read again when it is written and when another takes its place', async () => {
    const path = join(folder, 'followed')
    await writeFile(path, `# crew\nada:${bcryptHash('engine')}\n`)
    const method = await create({ htpasswdFile: path, users: [{ username: 'root', passwordHash: bcryptHash('r') }] })
    const isIn = async (username: string, password: string) => !!(await method.check({ username, password }))
    expect([await isIn('ada', 'engine'), await isIn('grace', 'compiler'), await isIn('root', 'r')]).toEqual([
      true,
      false,
      true,
    ])
    await writeFile(path, `ada:${bcryptHash('engine')}\r\n\r\ngrace:${argon2Hash('compiler')}\r\n`)
    expect([await isIn('ada', 'engine'), await isIn('grace', 'compiler')]).toEqual([true, true])
    await writeFile(`${path}.new`, `grace:${bcryptHash('compiler')}\n`)
    await rename(`${path}.new`, path)
    expect([await isIn('ada', 'engine'), await isIn('grace', 'compiler')]).toEqual([false, true])
  })

  test('that breaks later signs nobody in, and says where it is broken', async () => {
    const path = join(folder, 'broken-later')
    await writeFile(path, `ada:${bcryptHash('engine')}\n`)
    const method = await create({ htpasswdFile: path })
    await writeFile(path, `ada:${bcryptHash('engine')}\nnonsense\n`)
    await expect(method.check({ username: 'ada', password: 'engine' })).rejects.toThrow(`${path}:2: This line is not`)
  })

  test.each([
    { why: 'MD5', line: 'ada:$apr1$lZL6V/ci$eIMz/iKDkbtys/uU7LEK00', says: '$apr1$' },
    { why: 'SHA-1', line: 'ada:{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=', says: '{SHA}' },
    {
      why: 'crypt',
      line: 'ada:$6$salt$IxDD3jeSOb5eB1CX5LBsqZFVkJdido3OUILO5Ifz5iwMuTS4XMS130MTSuDDl3aCI6WouIL9AjRbLCelDCy',
      says: 'crypt(3)',
    },
    { why: 'a plain password', line: 'ada:engine', says: 'not hashed' },
    { why: 'a cut bcrypt hash', line: 'ada:$2y$12$abc', says: 'not whole' },
    { why: 'bcrypt that takes minutes', line: `ada:$2y$31$${'a'.repeat(53)}`, says: 'cost 31' },
    { why: 'argon2i', line: 'ada:$argon2i$v=19$m=64,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA', says: 'variant' },
    {
      why: 'argon2id that takes a gigabyte',
      line: 'ada:$argon2id$v=19$m=1048576,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA',
      says: 'costs more',
    },
    {
      why: 'argon2id with no memory',
      line: 'ada:$argon2id$v=19$m=0,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA',
      says: 'impossible',
    },
    { why: 'a name that comes twice', line: `grace:${bcryptHash('b')}`, says: '"grace" is in the file twice' },
    { why: 'a line without a name', line: `:${bcryptHash('b')}`, says: 'form name:hash' },
  ])('is refused with file and line, but without the hash: $why', async ({ line, says }) => {
    const path = join(folder, 'refused')
    await writeFile(path, `grace:${bcryptHash('a')}\n${line}\n`)
    const message = await create({ htpasswdFile: path }).catch((error: Error) => error.message)
    expect(message).toContain(`${path}:2: `)
    expect(message).toContain(says)
    expect(message).not.toContain(line.slice(line.indexOf(':') + 1))
  })
})

test.each<{ why: string; config: object; says: string }>([
  { why: 'no users at all', config: {}, says: 'auth.providers.basic needs "users" or "htpasswdFile"' },
  { why: 'a missing file', config: { htpasswdFile: '/nowhere/htpasswd' }, says: '/nowhere/htpasswd: ' },
  {
    why: 'a hash that is not accepted',
    config: { users: [{ username: 'ada', passwordHash: 'engine' }] },
    says: 'auth.providers.basic.users[0].passwordHash: A password that is not hashed',
  },
  {
    why: 'an incomplete ref',
    config: { users: [{ username: 'ada', passwordHash: bcryptHash('a'), userEntityRef: 'ada' }] },
    says: 'auth.providers.basic.users[0].userEntityRef: "ada"',
  },
  {
    why: 'a name that comes twice',
    config: { users: ['a', 'b'].map((password) => ({ username: 'ada', passwordHash: bcryptHash(password) })) },
    says: 'auth.providers.basic.users[1].username: "ada"',
  },
])('the config is refused with its key: $why', async ({ config, says }) => {
  await expect(create(config)).rejects.toThrow(says)
})
