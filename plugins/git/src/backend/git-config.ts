import { type Static, Type } from '@callboard/kernel'
import { localNamePattern } from '../model/local-address.ts'

const name = localNamePattern.slice(1, -1)

/** `git` */
export const GitConfig = Type.Object({
  local: Type.Optional(
    Type.Object({
      directory: Type.String({
        minLength: 1,
        description: 'Folder for repositories that this portal keeps itself. A path starts where the portal runs.',
      }),
      anonymousClone: Type.Boolean({
        default: false,
        description: 'Whether everybody who reaches the portal may clone them, without signing in.',
      }),
      initial: Type.Array(
        Type.Object({
          repository: Type.String({ pattern: `^${name}/${name}$`, description: 'Owner and name: `platform/claims`.' }),
          description: Type.Optional(Type.String({ description: 'What is in it.' })),
          folder: Type.String({ minLength: 1, description: 'The folder whose content it begins with.' }),
        }),
        { default: [], description: 'Repositories that are made when the portal starts and they are not there.' },
      ),
    }),
  ),
})
/** `git.local` */
export type LocalConfig = NonNullable<Static<typeof GitConfig>['local']>
