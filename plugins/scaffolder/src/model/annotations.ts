/** Names the template that made an entity (spec/scaffolder.md 11.2). */
export const templateAnnotation = 'backstage.io/source-template'

/** Ours: names the task whose work an entity's repository has: the one that made it, or the last update that was merged. */
export const taskAnnotation = 'callboard.dev/template-task'
