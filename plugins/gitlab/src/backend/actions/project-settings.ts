import { type Static, Type } from '@callboard/kernel'

const closed = { additionalProperties: false }
const text = (description: string) => Type.Optional(Type.String({ description }))
const flag = (description: string) => Type.Optional(Type.Boolean({ description }))
const oneOf = <T extends string>(values: T[], description: string) =>
  Type.Optional(Type.Unsafe<T>({ type: 'string', enum: values, description }))

/** What `publish:gitlab` takes as `settings`; sent to GitLab as it is. */
export const projectSettings = Type.Object(
  {
    name: text('The name that people see. Default: that of the repository.'),
    path: text('The name in addresses. Default: that of the repository.'),
    auto_devops_enabled: flag('Builds and deploys without a CI file.'),
    ci_config_path: text('Where the CI file is. Default: `.gitlab-ci.yml`.'),
    description: text('What the project is for.'),
    merge_method: oneOf(['merge', 'rebase_merge', 'ff'], 'How merge requests are merged.'),
    squash_option: oneOf(
      ['default_off', 'default_on', 'never', 'always'],
      'Whether the commits of a merge request become one.',
    ),
    topics: Type.Optional(
      Type.Array(Type.String({ description: 'A topic.' }), { description: 'Words to find the project by.' }),
    ),
    visibility: oneOf(['private', 'internal', 'public'], 'Who may see the project; instead of `repoVisibility`.'),
    only_allow_merge_if_all_discussions_are_resolved: flag('Merging waits until all threads are resolved.'),
    only_allow_merge_if_pipeline_succeeds: flag('Merging waits for a pipeline that succeeds.'),
    allow_merge_on_skipped_pipeline: flag('A skipped pipeline counts as one that succeeded.'),
  },
  { ...closed, description: 'Settings of the new project, named as in the GitLab API.' },
)

/** A branch that `publish:gitlab` makes or protects. */
export const branchSettings = Type.Object(
  {
    name: Type.String({ description: 'The branch.' }),
    protect: flag('Only maintainers may push to it. Default: false.'),
    create: flag('Makes the branch. Default: false.'),
    ref: text('What the new branch starts from. Default: `master`.'),
  },
  { ...closed, description: 'A branch.' },
)

/** A CI variable of the new project. */
export const projectVariable = Type.Object(
  {
    key: Type.String({ description: 'Its name.' }),
    value: Type.String({ description: 'Its value.' }),
    description: text('What it is for.'),
    variable_type: oneOf(['env_var', 'file'], 'What jobs get: the value, or the path of a file with it.'),
    protected: flag('Only jobs of protected branches and tags get it. Default: false.'),
    masked: flag('The value is hidden in logs of jobs. Default: false.'),
    masked_and_hidden: flag('Also nobody can read it in the settings. Default: false.'),
    raw: flag('References to other variables are not expanded. Default: false.'),
    environment_scope: text('The environments it is for. Default: `*`, all.'),
  },
  { ...closed, description: 'A variable for CI jobs.' },
)

/** One of them. */
export type ProjectVariable = Static<typeof projectVariable>
