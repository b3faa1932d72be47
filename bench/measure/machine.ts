import { readdirSync, readFileSync } from 'node:fs'
import { availableParallelism, cpus, totalmem } from 'node:os'

/** A moment's use of the machine; the difference of two says who used it. Linux only: elsewhere all is zero. */
export interface CpuSnapshot {
  atMs: number
  /** Seconds of all cores since boot. */
  busy: number
  server: number
  database: number
  /** Server, database and this bench with what it started. */
  own: number
}

/** Which processes a measurement is about. */
export interface Measured {
  server: number
  database?: number
}

/** In cores: 1 is one core busy all the time. */
export interface CpuUse {
  server: number
  database: number
  /** By anything but server, database and bench. Above 0.3 the figure was taken on a busy machine. */
  foreign: number
}

/** What the machine is, in one line. */
export function machineName(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor'
  const gib = Math.round(totalmem() / 2 ** 30)
  return `${availableParallelism()} cores ${model}, ${gib} GiB, ${process.platform}, Node ${process.versions.node}`
}

/** Resident memory of a process and its children, in MiB. */
export function residentMib(pid: number): number {
  const kib = tree(pid).map((member) => Number(/VmRSS:\s+(\d+)/.exec(readProc(`${member}/status`))?.[1] ?? 0))
  return Math.round(sum(kib) / 1024)
}

/** Reads the clocks of the machine. */
export function cpuSnapshot({ server, database }: Measured): CpuSnapshot {
  const [user = 0, nice = 0, system = 0, , , irq = 0, softIrq = 0] = readProc('stat')
    .split('\n', 1)
    .join('')
    .split(/\s+/)
    .slice(1)
    .map(Number)
  const ofServer = cpuSeconds(tree(server))
  const ofDatabase = database === undefined ? 0 : cpuSeconds(tree(database))
  // The server is a child of the bench, the database sometimes is: each process counts once.
  const own = new Set([...tree(process.pid), ...tree(server), ...(database === undefined ? [] : tree(database))])
  return {
    atMs: performance.now(),
    busy: (user + nice + system + irq + softIrq) / ticksPerSecond,
    server: ofServer,
    database: ofDatabase,
    own: cpuSeconds([...own]),
  }
}

/** What was used between a snapshot and now. */
export function cpuUseSince(before: CpuSnapshot, measured: Measured): CpuUse {
  const now = cpuSnapshot(measured)
  const cores = (seconds: number) => Math.max(0, Math.round((seconds * 100_000) / (now.atMs - before.atMs)) / 100)
  return {
    server: cores(now.server - before.server),
    database: cores(now.database - before.database),
    foreign: cores(now.busy - before.busy - (now.own - before.own)),
  }
}

const ticksPerSecond = 100

function readProc(path: string): string {
  try {
    return readFileSync(`/proc/${path}`, 'utf8')
  } catch {
    // The process has ended, or this is no Linux.
    return ''
  }
}

/** The fields of `/proc/<pid>/stat` after the name, which may hold spaces: the parent is the second. */
const statFields = (pid: number) => readProc(`${pid}/stat`).split(') ').at(-1)?.split(' ') ?? []

function cpuSeconds(pids: readonly number[]): number {
  // User and system time of the process and of the children it has waited for.
  return sum(pids.map((pid) => sum(statFields(pid).slice(11, 15).map(Number)))) / ticksPerSecond
}

function tree(root: number): number[] {
  const childrenOf = new Map<number, number[]>()
  for (const entry of process.platform === 'linux' ? readdirSync('/proc') : []) {
    if (!/^\d+$/.test(entry)) continue
    const parent = Number(statFields(Number(entry))[1])
    childrenOf.set(parent, [...(childrenOf.get(parent) ?? []), Number(entry)])
  }
  const walk = (pid: number): number[] => [pid, ...(childrenOf.get(pid) ?? []).flatMap(walk)]
  return walk(root)
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)
