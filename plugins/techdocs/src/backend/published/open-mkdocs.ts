import { tmpdir } from 'node:os'
import { type CoreServices, sweepProcessFolders } from '@callboard/kernel'
import type { Sanitiser } from '../sanitise/sanitiser.ts'
import { buildsPrefix, createMkdocsBuilds } from './mkdocs-builds.ts'

/** Opens the builds of a portal: what another process left is removed, and what this one makes when it stops. */
export async function openMkdocs(
  {
    rootConfig,
    environment,
    log,
    clock,
    lifecycle,
  }: Pick<CoreServices, 'rootConfig' | 'environment' | 'log' | 'clock' | 'lifecycle'>,
  settings: {
    dangerouslyAllowAdditionalPlugins: readonly string[]
    dangerouslyAllowAdditionalKeys: readonly string[]
    sanitiser: Sanitiser
  },
) {
  const workingDirectory = rootConfig.getOptionalString('backend.workingDirectory') ?? tmpdir()
  await sweepProcessFolders(workingDirectory, buildsPrefix)
  const builds = createMkdocsBuilds({
    ...{ workingDirectory, environment, log, sanitiser: settings.sanitiser, signal: lifecycle.stopping },
    allowed: {
      plugins: settings.dangerouslyAllowAdditionalPlugins,
      keys: settings.dangerouslyAllowAdditionalKeys,
    },
    nowMs: () => clock.nowMs(),
  })
  lifecycle.stopping.addEventListener('abort', () => void builds.stop(), { once: true })
  return builds
}
