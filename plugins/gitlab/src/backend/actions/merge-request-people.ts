import { setTimeout as sleep } from 'node:timers/promises'
import type { ActionContext } from '@callboard/plugin-scaffolder'
import { projectPath } from '../gitlab-api.ts'
import { findPerson, type GitlabHost, type Person } from './gitlab-host.ts'

type Log = Pick<ActionContext<unknown>, 'log'>

interface OfMergeRequest {
  context: Pick<ActionContext<unknown>, 'log' | 'signal'>
  projectId: number
  iid: number
}

/** The numbers of people. Nobody of that name is a warning: the merge request is worth more than its reviewers. */
export async function findPeople(
  gitlab: GitlabHost,
  { context, usernames }: { context: Log; usernames: readonly string[] },
): Promise<number[]> {
  const ids: number[] = []
  for (const username of usernames) {
    const person = await findPerson(gitlab, username)
    if (person) ids.push(person.id)
    else context.log.warn(`${gitlab.host} has no person "${username}"; the merge request goes on without them.`)
  }
  return ids
}

/** Adds whoever may approve a merge request to its reviewers. The rules are known once it is open. */
export async function addApprovers(gitlab: GitlabHost, { context, projectId, iid }: OfMergeRequest): Promise<void> {
  const path = `${projectPath(projectId)}/merge_requests/${iid}`
  const rules = await gitlab.reply<{ eligible_approvers?: Person[] }[]>({
    method: 'GET',
    path: `${path}/approval_rules?per_page=100`,
  })
  const isRead = rules.status === 200
  const approvers = isRead ? rules.body.flatMap(({ eligible_approvers }) => eligible_approvers ?? []) : []
  if (isRead && approvers.length === 0) return
  const { reviewers, author } = await gitlab.call<{ reviewers?: Person[]; author?: Person }>(
    `show the merge request !${iid}`,
    { method: 'GET', path },
  )
  const ids = [...(reviewers ?? []), ...approvers].map(({ id }) => id).filter((id) => id !== author?.id)
  const set = isRead ? await gitlab.reply({ method: 'PUT', path, body: { reviewer_ids: [...new Set(ids)] } }) : rules
  // Rules are part of paid editions.
  if (set.status !== 200) context.log.warn(gitlab.refusal('add reviewers by the approval rules', set).message)
}

const maxAttempts = 10

/** Has GitLab merge it when its pipeline has succeeded. It first works out whether that is possible, and refuses until then. */
export async function mergeWhenReady(gitlab: GitlabHost, { context, projectId, iid }: OfMergeRequest): Promise<void> {
  const path = `${projectPath(projectId)}/merge_requests/${iid}/merge`
  // The second name is that of versions before 17.11.
  const body = { auto_merge: true, merge_when_pipeline_succeeds: true }
  for (let attempt = 1; ; attempt++) {
    const reply = await gitlab.reply({ method: 'PUT', path, body })
    if (reply.status === 200) return
    const isUndecided = reply.status === 405 || reply.status === 422
    if (!isUndecided || attempt === maxAttempts) {
      context.log.warn(`${gitlab.refusal(`merge !${iid} by itself`, reply).message} The merge request is open.`)
      return
    }
    await sleep(1000, undefined, { signal: context.signal })
  }
}
