import type { InputOf } from '@callboard/web'
import type { listTasks } from '../../model/routes.ts'

/** What the list shows, as its address says it. */
export interface TaskListView {
  whose: 'mine' | 'all'
  status?: OfferedStatus | undefined
  /** Ref of a template. */
  template?: string | undefined
  /** From 1. */
  page: number
}

/** Statuses in the order in which they are offered; a cancelled task ends as a failed one (spec/scaffolder.md 7.5). */
export const offeredStatuses = ['open', 'processing', 'completed', 'failed'] as const

/** A status that lists are narrowed by. */
export type OfferedStatus = (typeof offeredStatuses)[number]

/** Tasks on a page. */
export const pageSize = 25

/** Reads the address; what makes no sense there is left out. */
export function parseTaskListView(params: URLSearchParams): TaskListView {
  const page = Number(params.get('page'))
  return {
    whose: params.get('whose') === 'all' ? 'all' : 'mine',
    status: offeredStatuses.find((status) => status === params.get('status')),
    template: params.get('template') || undefined,
    page: Number.isSafeInteger(page) && page > 0 ? page : 1,
  }
}

/** The address of a view. */
export const writeTaskListView = ({ whose, status, template, page }: TaskListView): URLSearchParams =>
  new URLSearchParams({
    ...(whose === 'all' && { whose }),
    ...(status !== undefined && { status }),
    ...(template !== undefined && { template }),
    ...(page > 1 && { page: String(page) }),
  })

/** Another selection: it begins with its first page. */
export const narrowed = (view: TaskListView, change: Partial<TaskListView>): TaskListView => ({
  ...view,
  page: 1,
  ...change,
})

type Query = NonNullable<InputOf<typeof listTasks>['query']>

/** What the server is asked for. */
export const taskListQuery = ({ whose, status, template, page }: TaskListView, personRef: string): Query => ({
  ...(whose === 'mine' && { createdBy: [personRef] }),
  ...(status !== undefined && { status: [status] }),
  ...(template !== undefined && { templateRef: [template] }),
  limit: pageSize,
  offset: (page - 1) * pageSize,
})
