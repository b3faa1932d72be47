import { type FormCall, useAppConfig, useCall, useTextsOf } from '@callboard/web'
import type { AskAs } from './check-fields.ts'

/** How parts of other plugins reach their own server part, and speak their own texts. */
export function useAskAs(): AskAs {
  const call = useCall()
  const config = useAppConfig()
  const textsOf = useTextsOf()
  return (pluginId) => ({
    // The input's and the reply's types come from the route; at run time both are plain JSON.
    call: ((route, ...[input]) => call(route, { plugin: pluginId, ...input } as never)) as FormCall,
    config,
    text: textsOf(pluginId),
  })
}
