import { describe } from 'vitest'
import { testRelevance } from './fixtures/test-relevance.ts'

describe.each(['sqlite', 'postgres'] as const)('%s', (database) => testRelevance(database, { database }))
