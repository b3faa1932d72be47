import { createHmac, randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import { Secret, type Static, Type } from '@callboard/kernel'
import { parseEntityRef, stringifyEntityRef } from '@callboard/model'
import { defineSignInMethod } from '../../model/provider-config.ts'
import type { Authenticated } from '../../model/sign-in-method.ts'
import { followHtpasswd } from './htpasswd-file.ts'
import { type PasswordHash, parsePasswordHash } from './password-hash.ts'

const User = Type.Object(
  {
    username: Type.String({ minLength: 1, maxLength: 256, description: 'What the person types. Case counts.' }),
    passwordHash: Secret({ description: 'A hash by bcrypt ($2y$…) or argon2id ($argon2id$…).' }),
    userEntityRef: Type.Optional(
      Type.String({ description: 'The User entity of the person. Default: the one whose name is the username.' }),
    ),
    email: Type.Optional(Type.String({ description: 'For the profile, and for resolvers by email.' })),
    displayName: Type.Optional(Type.String({ description: 'For the profile.' })),
  },
  { additionalProperties: false },
)

const basicKeys = {
  users: Type.Optional(Type.Array(User, { description: 'Who may sign in.' })),
  htpasswdFile: Type.Optional(
    Type.String({
      description: 'A file of lines "name:hash", read again when it changes. Relative to the working directory.',
    }),
  ),
}

type KnownUser = Omit<Static<typeof User>, 'passwordHash'> & { hash: PasswordHash }

/** Sign-in by names and hashed passwords that the portal itself keeps. */
export const basicMethod = defineSignInMethod({
  id: 'basic',
  title: 'Name and password',
  hasEnvironments: false,
  config: basicKeys,
  resolvers: {
    usernameMatchingUserEntityName: {
      query: ({ claims }) =>
        typeof claims.userEntityRef === 'string' ? { ref: claims.userEntityRef } : { name: String(claims.sub) },
      fallbackName: ({ claims }) => String(claims.sub),
    },
  },
  async create({ config, providerId }) {
    const key = `auth.providers.${providerId}`
    if (!config.users && config.htpasswdFile === undefined) {
      throw new Error(`${key} needs "users" or "htpasswdFile": who may sign in.`)
    }
    const configured = configuredUsers(config.users ?? [], key)
    const readFile = config.htpasswdFile === undefined ? undefined : followHtpasswd(resolve(config.htpasswdFile))
    const readUsers = async (): Promise<ReadonlyMap<string, KnownUser>> => {
      if (!readFile) return configured
      const users = new Map([...(await readFile())].map(([username, hash]) => [username, { username, hash }] as const))
      return new Map<string, KnownUser>([...users, ...configured])
    }
    // A file that cannot be read is told at the start, and not to the first who signs in.
    await readUsers()
    const pickDecoy = decoys()
    return {
      type: 'form',
      async check({ username, password }) {
        const users = await readUsers()
        const user = users.get(username)
        const hash = user?.hash ?? pickDecoy(username, users)
        const fits = await hash?.fits(password)
        return user && fits ? authenticated(user) : undefined
      },
    }
  },
})

function configuredUsers(users: readonly Static<typeof User>[], key: string): Map<string, KnownUser> {
  const known = new Map<string, KnownUser>()
  for (const [index, { passwordHash, ...user }] of users.entries()) {
    const at = `${key}.users[${index}]`
    if (known.has(user.username)) throw new Error(`${at}.username: "${user.username}" is there twice.`)
    known.set(user.username, { ...user, ...refOf(user.userEntityRef, at), hash: hashOf(passwordHash, at) })
  }
  return known
}

function hashOf(text: string, at: string): PasswordHash {
  try {
    return parsePasswordHash(text)
  } catch (cause) {
    throw new Error(`${at}.passwordHash: ${(cause as Error).message}`, { cause })
  }
}

function refOf(ref: string | undefined, at: string): { userEntityRef?: string } {
  if (ref === undefined) return {}
  try {
    return { userEntityRef: stringifyEntityRef(parseEntityRef(ref)) }
  } catch (cause) {
    throw new Error(`${at}.userEntityRef: "${ref}" is no full entity ref such as "user:default/ada".`, { cause })
  }
}

/**
 * What the password of an unknown name is compared with, so that it takes as long as a known one: the hash of somebody
 * else. The same name always gets the same, because hashes may cost differently and a second try must not show that.
 */
function decoys(): (username: string, users: ReadonlyMap<string, KnownUser>) => PasswordHash | undefined {
  const secret = randomBytes(32)
  return (username, users) => {
    const number = createHmac('sha256', secret).update(username).digest().readUInt32BE()
    return [...users.values()][number % Math.max(users.size, 1)]?.hash
  }
}

function authenticated({ username, email, displayName, userEntityRef }: KnownUser): Authenticated {
  return {
    profile: { ...(email && { email }), ...(displayName && { displayName }) },
    claims: { sub: username, ...(email && { email }), ...(userEntityRef && { userEntityRef }) },
  }
}
