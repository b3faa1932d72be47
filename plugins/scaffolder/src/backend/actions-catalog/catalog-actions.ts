import type { Action } from '../../model/index.ts'
import { fetchAction } from './fetch.ts'
import { type CatalogServices, registerAction } from './register.ts'
import { writeAction } from './write.ts'

/** The actions `catalog:*`. */
export const catalogActions = (services: CatalogServices): Action[] => [
  registerAction(services),
  writeAction,
  fetchAction(services),
]
