import type { Clock } from '@callboard/kernel'
import type { JsonObject } from '@callboard/model'
import type { ObservedTask } from '../tasks/run-task.ts'
import type { Making, Makings } from './makings.ts'
import { maskTree } from './mask-tree.ts'
import { readTree, versionOf } from './packed-tree.ts'

/** One call of an action that has ended well. */
export interface EndedCall {
  stepId: string
  action: string
  supportsDryRun: boolean
  input: JsonObject
  output: JsonObject
}

/** `publish:github`, and not what adds to a repository that is there. */
const publishes = /^publish:\w+$/

/** A call that has published a repository, told by what it took and gave (spec/scaffolder.md 11.1). */
export function publishedBy({ action, input, output }: EndedCall) {
  if (!publishes.test(action)) return undefined
  const { repoUrl, sourcePath } = input
  const { repoContentsUrl } = output
  if (typeof repoUrl !== 'string' || typeof repoContentsUrl !== 'string') return undefined
  return {
    action,
    repoUrl,
    sourcePath: typeof sourcePath === 'string' ? sourcePath : '.',
    contentsUrl: repoContentsUrl,
  }
}

/**
 * Notes what a task makes: the repository it publishes, with all its files, and the entities it registers.
 *
 * @returns To be told each call that has ended, or nothing where no template stands behind the task.
 */
export function recordMakings(
  { makings, clock }: { makings: Makings; clock: Clock },
  of: ObservedTask,
): ((call: EndedCall) => Promise<void>) | undefined {
  const { taskId, spec, workspace, redactor } = of
  const templateRef = spec.templateInfo?.entityRef
  if (templateRef === undefined) return undefined
  let making: Making | undefined
  const current = async () => {
    // Noted before, by a run that was cut off.
    making ??= await makings.find(taskId)
    making ??= { taskId, templateRef, at: clock.now(), answersOf: taskId, outputs: {} }
    return making
  }
  return async (call) => {
    const published = publishedBy(call)
    const { entityRef } = call.output
    const registers = call.action === 'catalog:register' && typeof entityRef === 'string'
    if (!published && !registers) return
    const made = await current()
    if (!call.supportsDryRun) made.outputs[call.stepId] = redactor.redactValue(call.output)
    if (published && !made.published) {
      const tree = maskTree(await readTree(await workspace.resolve(published.sourcePath)), redactor)
      Object.assign(made, { published: redactor.redactValue({ ...published }), version: versionOf(tree) })
      await makings.save(made, tree)
    } else await makings.save(made)
    if (registers) await makings.addEntity(made, entityRef.toLowerCase())
  }
}
