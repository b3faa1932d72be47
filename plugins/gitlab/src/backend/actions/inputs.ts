import { Type } from '@callboard/kernel'

/** The project that an action is about. */
export const projectIdInput = Type.Unsafe<number | string>({
  type: ['number', 'string'],
  description: 'The project: its number, as `publish:gitlab` gives it, or its path `acme/web/shop`.',
})

/** The same where `repoUrl` may name it. */
export const optionalProjectIdInput = Type.Optional(
  Type.Unsafe<number | string>({
    type: ['number', 'string'],
    description: 'The project: its number or its path. Default: the one in `repoUrl`.',
  }),
)
