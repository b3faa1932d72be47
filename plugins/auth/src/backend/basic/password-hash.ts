import { argon2, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

/** The hash of a password, checked to be one that this portal can and will compare with. */
export interface PasswordHash {
  /** Whether it was made from this password. Takes the same time either way. */
  fits(password: string): Promise<boolean>
}

/**
 * Reads a hash as `htpasswd -B` and `argon2 -id -e` write it.
 *
 * @throws Error that says what is wrong with it, without the hash.
 */
export function parsePasswordHash(text: string): PasswordHash {
  if (text.startsWith('$argon2id$')) return argon2Hash(text)
  if (/^\$2[aby]\$/.test(text)) return bcryptHash(text)
  throw new Error(`${kindOf(text)} is not accepted. Use bcrypt (htpasswd -B -C 12) or argon2id.`)
}

const deriveArgon2 = promisify(argon2)

function argon2Hash(text: string): PasswordHash {
  const parts =
    /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{16,86})$/.exec(text)
  if (!parts) throw new Error('The argon2id hash is not of the form $argon2id$v=19$m=…,t=…,p=…$salt$hash.')
  const [, memory, passes, parallelism, salt = '', hash = ''] = parts
  const [nonce, wanted] = [Buffer.from(salt, 'base64'), Buffer.from(hash, 'base64')]
  const cost = { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) }
  // A login that takes a gigabyte or ten seconds would let anybody bring the portal down.
  if (cost.memory > 262_144 || cost.passes > 10 || cost.parallelism > 16) {
    throw new Error('The argon2id hash costs more than m=262144 (256 MiB), t=10 or p=16.')
  }
  if (cost.passes < 1 || cost.parallelism < 1 || cost.memory < 8 * cost.parallelism) {
    throw new Error('The argon2id hash has impossible costs: t and p are at least 1, m at least 8 times p.')
  }
  return {
    async fits(password) {
      const given = await deriveArgon2('argon2id', { message: password, nonce, tagLength: wanted.length, ...cost })
      return timingSafeEqual(given, wanted)
    },
  }
}

function bcryptHash(text: string): PasswordHash {
  const cost = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/.exec(text)?.[1]
  if (cost === undefined) throw new Error('The bcrypt hash is not whole: 60 characters are expected.')
  if (Number(cost) < 4 || Number(cost) > 14)
    throw new Error(`The bcrypt hash has the cost ${cost}; 4 to 14 are accepted.`)
  return {
    async fits(password) {
      // Most portals never need it, and all would wait for it at the start.
      const { default: bcrypt } = await import('bcryptjs')
      return bcrypt.compare(password, text)
    },
  }
}

function kindOf(text: string): string {
  if (text.startsWith('$apr1$')) return 'The MD5 hash of Apache ($apr1$)'
  if (text.startsWith('{SHA}')) return 'A SHA-1 hash without salt ({SHA})'
  if (/^\$argon2(i|d)\$/.test(text)) return 'This variant of argon2'
  if (/^\$[156]\$/.test(text)) return 'A hash of crypt(3)'
  return 'A password that is not hashed, or hashed in a way that cannot be told,'
}
