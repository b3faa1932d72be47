import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { selfSignedCertificate } from './certificate.ts'
import { freePort } from './free-port.ts'

/** A real LDAP directory of a test's own, with `dc=acme,dc=example` as its root. */
export interface TestSlapd {
  /** `ldap://127.0.0.1:<port>`; StartTLS works on it. */
  url: string
  /** `ldaps://localhost:<port>` */
  secureUrl: string
  /** The file of its certificate, which is for `localhost` only and signed by itself. */
  ca: string
  /** DN and password of the account that may do everything. */
  admin: { dn: string; secret: string }
  /** Applies changes, as text in LDIF. */
  change(ldif: string): Promise<void>
  stop(): Promise<void>
}

/** Whether this machine has what {@link startSlapd} needs: Debian's packages slapd and ldap-utils. */
export const hasSlapd = (): boolean =>
  ['slapd -VV', 'ldapmodify -VV'].every((command) => {
    const [program = '', ...args] = command.split(' ')
    return spawnSync(program, args).error === undefined
  })

/**
 * Starts OpenLDAP on free ports with an empty directory, which knows the schemas of people and keeps `memberOf`.
 *
 * @param ldif - Its entries below the root.
 */
export async function startSlapd(ldif: string): Promise<TestSlapd> {
  const folder = await mkdtemp(join(tmpdir(), 'callboard-slapd-'))
  const [port, securePort] = [await freePort(), await freePort()]
  const url = `ldap://127.0.0.1:${port}`
  await mkdir(join(folder, 'data'))
  await makeCertificate(folder)
  await writeFile(join(folder, 'slapd.conf'), configOf(folder))
  const listen = `${url}/ ldaps://127.0.0.1:${securePort}/`
  const server = spawn('slapd', ['-f', join(folder, 'slapd.conf'), '-h', listen, '-d', '0'], { stdio: 'ignore' })
  const stop = async () => {
    if (server.exitCode === null && server.signalCode === null) {
      server.kill('SIGTERM')
      await once(server, 'exit')
    }
    await rm(folder, { recursive: true, force: true })
  }
  const change = (text: string) => run('ldapmodify', ['-a', '-x', '-H', url, '-D', admin.dn, '-w', admin.secret], text)
  try {
    await untilListening(port, server)
    await change(`dn: ${root}\nobjectClass: dcObject\nobjectClass: organization\no: Acme\n\n${ldif}`)
  } catch (error) {
    await stop()
    throw error
  }
  return { url, secureUrl: `ldaps://localhost:${securePort}`, ca: join(folder, 'server.pem'), admin, change, stop }
}

const root = 'dc=acme,dc=example'
const admin = { dn: `cn=admin,${root}`, secret: 'top secret' }

const configOf = (folder: string) => `
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload memberof
pidfile ${folder}/slapd.pid
TLSCertificateFile ${folder}/server.pem
TLSCertificateKeyFile ${folder}/server.key
# As many directories do: a bind with a name and no password succeeds, and proves nothing.
allow bind_anon_cred bind_anon_dn
sizelimit size.soft=500 size.hard=1000 size.prtotal=unlimited
database mdb
suffix "${root}"
rootdn "${admin.dn}"
rootpw "${admin.secret}"
directory ${folder}/data
index objectClass,uid,member eq
overlay memberof
access to attrs=userPassword by anonymous auth by * none
access to * by users read by * none
`

async function makeCertificate(folder: string): Promise<void> {
  const { certificate, privateKey } = selfSignedCertificate('localhost')
  await writeFile(join(folder, 'server.pem'), certificate)
  await writeFile(join(folder, 'server.key'), privateKey)
}

async function run(program: string, args: string[], input = ''): Promise<void> {
  const child = spawn(program, args, { stdio: ['pipe', 'ignore', 'pipe'] })
  const said: Buffer[] = []
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk))
  child.stdin.end(input)
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`${program} failed: ${Buffer.concat(said)}`)
}

async function untilListening(port: number, server: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (server.exitCode !== null) throw new Error(`slapd ended with ${server.exitCode} instead of starting.`)
    const socket = connect(port, '127.0.0.1')
    const isUp = await Promise.race([
      once(socket, 'connect').then(() => true),
      new Promise<boolean>((resolve) => socket.once('error', () => resolve(false))),
    ]).catch(() => false)
    socket.destroy()
    if (isUp) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('slapd did not listen within ten seconds.')
}
