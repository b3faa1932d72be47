import { createContext } from 'react'
import type { ShownSections } from '../reader/use-shown-sections.ts'

/** The sections of the site that is read, for the add-on that folds all of them. */
export const SectionsContext = createContext<ShownSections | undefined>(undefined)
