import { defineErrors, Type } from '@callboard/model'

const data = { taskId: Type.String() }

/** What the control of tasks answers. */
export const schedulerErrors = defineErrors('scheduler', {
  unknownTask: { name: 'NotFoundError', data, message: 'This plugin has no task {taskId}.' },
  alreadyRunning: {
    name: 'ConflictError',
    data,
    message: 'The task {taskId} is running already.',
    hint: 'Wait for its end, or cancel it first.',
  },
  notRunning: { name: 'ConflictError', data, message: 'The task {taskId} is not running.' },
})
