import type { Audit, Auth, Clock, Credentials, Database } from '@callboard/kernel'
import { canonicalEntityRef } from '@callboard/model'
import { errors } from '../../model/errors.ts'
import type { Approval, Task, TemplateApproval, WaitingTask } from '../../model/index.ts'
import type { TaskStore } from '../tasks/task-store.ts'

/** Lets tasks wait until somebody agreed (docs/templates/approvals.md). */
export interface Approvals {
  /** Notes who has to agree, before the task is made. */
  ask(taskId: string, approval: TemplateApproval, createdBy: string | undefined): Promise<void>
  /** Whether the caller is one of those who may agree. @throws `scaffolder/no-approval` */
  isApprover(taskId: string, credentials: Credentials): Promise<boolean>
  /** @throws `scaffolder/no-approval` when nobody has to agree. */
  read(taskId: string, credentials: Credentials): Promise<Approval>
  /**
   * Approves, and the task runs; or rejects, and it ends.
   * @throws `scaffolder/no-approval`, `scaffolder/not-an-approver`, `scaffolder/own-task`, `scaffolder/not-waiting`,
   * `scaffolder/already-decided`
   */
  decide(
    taskId: string,
    decision: { decision: 'approved' | 'rejected'; comment?: string },
    credentials: Credentials,
  ): Promise<Approval>
  /**
   * Whether a task that has ended may run again without being asked for anew: only what was approved and did not get through.
   * @throws `scaffolder/not-approved`
   */
  requireForRetry(task: Task): Promise<void>
  /** Open tasks on which the caller may decide, oldest first. */
  listWaiting(credentials: Credentials): Promise<WaitingTask[]>
  /** Carries out decisions that were stored when a process died, or when the database went away. */
  resume(): Promise<void>
}

interface Row {
  task_id: string
  by_refs: string
  note: string | null
  created_by: string | null
  decision: 'approved' | 'rejected' | null
  decided_by: string | null
  decided_at: string | null
  comment: string | null
}

/** Keeps approvals in the plugin's database. */
export function createApprovals(options: {
  db: Database
  tasks: TaskStore
  auth: Auth
  audit: Audit
  clock: Clock
}): Approvals {
  const { db, tasks, auth, audit, clock } = options

  const find = async (taskId: string): Promise<Row> => {
    const row = await db.get<Row>('select * from approval where task_id = ?', [taskId])
    if (!row) throw errors.noApproval({ taskId })
    return row
  }
  /** The refs that the caller may decide as; undefined for whoever is no person. */
  const refsOfCaller = async (credentials: Credentials) => {
    if (credentials.principal.type !== 'user') return undefined
    const { userEntityRef, ownershipEntityRefs } = await auth.userInfo(credentials)
    return { own: userEntityRef, all: new Set([userEntityRef, ...ownershipEntityRefs]) }
  }
  type Caller = Awaited<ReturnType<typeof refsOfCaller>>
  const isApprover = (row: Row, caller: Caller) => approversOf(row).some((ref) => caller?.all.has(ref))

  const carryOut = async (row: Row): Promise<void> => {
    const task = await tasks.find(row.task_id)
    // Cancelled in the meantime, or already released.
    if (task?.waitsFor !== 'approval') return
    const word = row.decision === 'approved' ? 'Approved' : 'Rejected'
    const said = `${word} by ${row.decided_by}${row.comment ? `: ${row.comment}` : '.'}`
    await tasks.addEvent(row.task_id, 'log', { message: said })
    if (row.decision === 'rejected') return tasks.cancel(row.task_id, said)
    await tasks.release(row.task_id).catch((error) => {
      // Somebody was faster: it was cancelled, or another replica has carried it out.
      if (!errors.notWaiting.is(error)) throw error
    })
  }

  return {
    async ask(taskId, approval, createdBy) {
      await db.run('insert into approval (task_id, by_refs, note, created_by) values (?, ?, ?, ?)', [
        taskId,
        JSON.stringify(approval.by.map((ref) => canonicalEntityRef(ref, { defaultKind: 'group' }))),
        approval.note ?? null,
        createdBy ?? null,
      ])
    },

    isApprover: async (taskId, credentials) => isApprover(await find(taskId), await refsOfCaller(credentials)),

    async read(taskId, credentials) {
      const row = await find(taskId)
      const caller = await refsOfCaller(credentials)
      const mayDecide = row.decision === null && isApprover(row, caller) && caller?.own !== row.created_by
      return toApproval(row, mayDecide)
    },

    async decide(taskId, { decision, comment }, credentials) {
      const event = audit.start({
        eventId: 'task',
        severityLevel: 'medium',
        credentials,
        target: taskId,
        meta: { actionType: decision === 'approved' ? 'approve' : 'reject', taskId },
      })
      try {
        const row = await find(taskId)
        const caller = await refsOfCaller(credentials)
        if (!caller || !isApprover(row, caller)) throw errors.notAnApprover({ approvers: approversOf(row).join(', ') })
        if (caller.own === row.created_by) throw errors.ownTask({ taskId })
        // To agree to what is over would be to agree to its retry.
        const isWaiting = (await tasks.find(taskId))?.waitsFor === 'approval'
        if (row.decision === null && !isWaiting) throw errors.notWaiting({ taskId })
        // Of two who decide at once, one is first.
        const { changes } = await db.run(
          `update approval set decision = ?, decided_by = ?, decided_at = ?, comment = ?
             where task_id = ? and decision is null`,
          [decision, caller.own, clock.now(), comment?.trim() || null, taskId],
        )
        const decided = await find(taskId)
        if (changes === 0)
          throw errors.alreadyDecided({ decision: decided.decision ?? '', by: decided.decided_by ?? '' })
        await carryOut(decided)
        event.succeeded()
        return toApproval(decided, false)
      } catch (error) {
        event.failed(error)
        throw error
      }
    },

    async requireForRetry({ id, spec, status }) {
      if (!spec.approval) return
      const { decision } = await find(id)
      if (decision !== 'approved' || status === 'completed') throw errors.notApproved({ taskId: id })
    },

    async listWaiting(credentials) {
      const caller = await refsOfCaller(credentials)
      if (!caller) return []
      const rows = await db.all<Row>('select * from approval where decision is null')
      const mine = rows.filter((row) => row.created_by !== caller.own && isApprover(row, caller))
      const found = await Promise.all(mine.map(async (row) => ({ row, task: await tasks.find(row.task_id) })))
      return found
        .flatMap(({ row, task }) => (task?.waitsFor === 'approval' ? [toWaiting(row, task)] : []))
        .sort((a, b) => a.createdAt.localeCompare(b.createdAt))
    },

    async resume() {
      const { tasks: open } = await tasks.list({ filter: { status: ['open'] } })
      for (const { id } of open.filter(({ waitsFor }) => waitsFor === 'approval')) {
        const row = await db.get<Row>('select * from approval where task_id = ?', [id])
        if (row?.decision) await carryOut(row)
      }
    },
  }
}

// Written by `ask`.
const approversOf = (row: Row) => JSON.parse(row.by_refs) as string[]

const toWaiting = (row: Row, task: Task): WaitingTask => ({
  taskId: task.id,
  createdAt: task.createdAt,
  createdBy: task.createdBy,
  templateRef: task.spec.templateInfo?.entityRef,
  parameters: task.spec.parameters,
  note: row.note ?? undefined,
})

const toApproval = (row: Row, isMine: boolean): Approval => ({
  by: approversOf(row),
  note: row.note ?? undefined,
  decision:
    row.decision && row.decided_by && row.decided_at
      ? { by: row.decided_by, at: row.decided_at, decision: row.decision, comment: row.comment ?? undefined }
      : undefined,
  isMine,
})
