import { defineAction } from '@callboard/web'
import { cancelTask } from '../../model/permissions.ts'
import { cancelTaskRoute } from '../../model/routes.ts'

/** What can be done with a task while it runs. `ref` is what permissions about tasks are asked for. */
export interface TaskSubject {
  ref: string
  isOver: boolean
}

/** Stops a task after the step that runs. */
export const cancel = defineAction<TaskSubject>({
  id: 'scaffolder.cancel',
  // Not "Cancel": beside that button of the question, nobody could tell what each does.
  label: 'Stop the task',
  icon: 'stop',
  allow: cancelTask,
  confirm: (_, t) =>
    t(
      'task.cancel.confirm',
      'Stop this task? The step that runs is cancelled and no further one begins; what was made so far stays.',
    ),
  disabledReason: ({ isOver }, t) => (isOver ? t('task.cancel.over', 'It has ended already.') : undefined),
  run: ({ ref }, { send }) => send(cancelTaskRoute, { params: { taskId: ref } }),
  done: (_, t) => t('task.cancel.done', 'The task is being cancelled.'),
})
