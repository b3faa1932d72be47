import { type QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { useRef } from 'react'
import { useLocation } from 'react-router'
import { LiveData } from '../data/LiveData.tsx'
import { SessionGate } from '../session/SessionGate.tsx'
import { useChosenSpeech } from '../text/use-speech.ts'
import { SpeechContext } from '../text/use-text.tsx'
import { useAppliedTheme } from '../theme/use-theme.ts'
import { FocusedPathContext } from '../ui/PageHeading.tsx'
import { Toasts } from '../ui/Toasts.tsx'
import { Frame } from './Frame.tsx'
import { Pages } from './Pages.tsx'
import { type Portal, PortalContext } from './portal.tsx'
import { Trails } from './Trail.tsx'

/** What the {@link App} is made of. It expects a router around it. */
export interface AppProps {
  portal: Portal
  queryClient: QueryClient
}

/** The whole portal: everything a person sees. */
export function App({ portal, queryClient }: AppProps) {
  return (
    <QueryClientProvider client={queryClient}>
      <PortalContext value={portal}>
        <Spoken />
      </PortalContext>
    </QueryClientProvider>
  )
}

function Spoken() {
  useAppliedTheme()
  // Where the person came in, nothing takes the focus: the browser starts at the top.
  const focusedPath = useRef(useLocation().pathname)
  return (
    <SpeechContext value={useChosenSpeech()}>
      <FocusedPathContext value={focusedPath}>
        <SessionGate>
          <Toasts>
            <LiveData />
            <Trails>
              <Frame>
                <Pages />
              </Frame>
            </Trails>
          </Toasts>
        </SessionGate>
      </FocusedPathContext>
    </SpeechContext>
  )
}
