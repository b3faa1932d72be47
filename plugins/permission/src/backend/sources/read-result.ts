import type { RolePart } from '../policy/policy.ts'

/** Something about a line of a file. */
export interface FileProblem {
  file: string
  line?: number
  /** `error`: the file is not taken as it is. `warning`: it is. */
  level: 'error' | 'warning'
  message: string
}

/** What came of reading a file. */
export interface ReadResult {
  roles: RolePart[]
  problems: FileProblem[]
}
