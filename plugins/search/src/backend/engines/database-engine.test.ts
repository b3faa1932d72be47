import { describe } from 'vitest'
import { databaseEngineOf } from './fixtures/engine-of.ts'
import { testFinding } from './fixtures/finding-contract.ts'

describe.each(['sqlite', 'postgres'] as const)('%s', (database) => testFinding(() => databaseEngineOf(database)))
