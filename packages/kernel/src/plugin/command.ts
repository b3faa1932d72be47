/** What a command sees of the world. */
export interface Terminal {
  cwd: string
  env: Readonly<Record<string, string | undefined>>
  /** Results. */
  print(text: string): void
  /** Everything else that people shall read. */
  tell(text: string): void
}

/**
 * One command of `callboard`. A plugin brings commands along as the default export of its package's `./commands`: a list of
 * these, whose names begin with the plugin's id.
 */
export interface Command {
  /** As it is typed: `config:print`, `techdocs generate`. */
  name: string
  /** What follows the name in the help: `KEY`, `[--format yaml|json]`. */
  usage: string
  /** One sentence. */
  summary: string
  /** A line for each option: `--strict`, and what it does. */
  options?: readonly (readonly [option: string, help: string])[]
  /** @returns The exit code. @throws {@link UsageError} for arguments that make no sense. */
  run(args: readonly string[], terminal: Terminal): Promise<number>
}

/** The command was typed wrongly: exit code 2, and a look at the help. */
export class UsageError extends Error {}
