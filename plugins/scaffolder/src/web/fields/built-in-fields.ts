import type { FormFieldParts } from '@callboard/web'
import { entityNamePicker } from './EntityNamePicker.tsx'
import { entityPicker, ownedEntityPicker, ownerPicker } from './EntityPicker.tsx'
import { entityTagsPicker } from './EntityTagsPicker.tsx'
import { multiEntityPicker } from './MultiEntityPicker.tsx'
import { myGroupsPicker } from './MyGroupsPicker.tsx'
import { repoBranchPicker, repoOwnerPicker } from './repo/branch-and-owner.tsx'
import { repoUrlPicker } from './repo/RepoUrlPicker.tsx'
import { secretField } from './SecretField.tsx'

/** The fields of the portal itself, by the names that templates call them (spec/scaffolder.md 2.5). */
export const builtInFields: Readonly<Record<string, FormFieldParts>> = {
  EntityNamePicker: entityNamePicker,
  EntityPicker: entityPicker,
  EntityTagsPicker: entityTagsPicker,
  MultiEntityPicker: multiEntityPicker,
  MyGroupsPicker: myGroupsPicker,
  OwnedEntityPicker: ownedEntityPicker,
  OwnerPicker: ownerPicker,
  RepoBranchPicker: repoBranchPicker,
  RepoOwnerPicker: repoOwnerPicker,
  RepoUrlPicker: repoUrlPicker,
  Secret: secretField,
}
