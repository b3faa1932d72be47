import type { Command } from '@callboard/kernel'
import { build, generate } from './generate.ts'
import { migrate } from './migrate.ts'
import { publish } from './publish.ts'
import { serve } from './serve.ts'

/** `callboard techdocs …`, for pipelines and for whoever writes. */
const commands: readonly Command[] = [generate, build, publish, serve, migrate]

export default commands
