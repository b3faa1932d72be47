import type { JsonObject } from '@callboard/model'
import type { FormSecrets } from '@callboard/web'
import { createContext, use } from 'react'

/** What all fields of a form may know. */
export interface Surroundings {
  /** The answers of all pages so far. */
  formData: JsonObject
  secrets: FormSecrets
}

/** Set around a form. The library's own context would do, but it takes any two functions for the same. */
export const SurroundingsContext = createContext<Surroundings>({ formData: {}, secrets: { values: {}, set() {} } })

/** What is around this field. */
export const useSurroundings = (): Surroundings => use(SurroundingsContext)
