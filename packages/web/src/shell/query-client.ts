import { CallboardError } from '@callboard/model'
import { QueryClient } from '@tanstack/react-query'

/** Makes the client that remembers what was read. */
export const createQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        retry: (failures, error) => failures < 2 && isPassing(error),
        retryDelay: (failures) => 300 * 2 ** failures,
        refetchOnWindowFocus: true,
      },
    },
  })

/** What the server refused, it will refuse again; what did not arrive may arrive the next time. */
const isPassing = (error: Error) => error instanceof CallboardError && error.statusCode >= 502
