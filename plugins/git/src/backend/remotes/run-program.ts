import { spawn } from 'node:child_process'

/** A program that could not be started, or that ended with another status than 0. */
export class ProgramFailure extends Error {
  /** Whether there is no such program. */
  readonly isMissing: boolean

  constructor(message: string, options: { isMissing: boolean }) {
    super(message)
    this.isMissing = options.isMissing
  }
}

const maxStderrBytes = 8_000

/**
 * Runs a program without a shell, with nothing in its environment but what is given.
 *
 * @throws ProgramFailure with the end of what it wrote to its standard error.
 */
export function runProgram(
  program: string,
  args: readonly string[],
  options: { cwd: string; env: Record<string, string>; signal?: AbortSignal },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...options, stdio: ['ignore', 'ignore', 'pipe'] })
    let stderr = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-maxStderrBytes)
    })
    child.on('error', (error: NodeJS.ErrnoException) =>
      reject(new ProgramFailure(error.message, { isMissing: error.code === 'ENOENT' })),
    )
    child.on('close', (status) =>
      status === 0 ? resolve() : reject(new ProgramFailure(stderr.trim() || `status ${status}`, { isMissing: false })),
    )
  })
}
