import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { BrowserRouter } from 'react-router'
import { injectedConfig } from '../config/browser-config.ts'
import '../theme/tokens.css'
import '../theme/base.css'
import '../theme/frame.css'
import '../theme/parts.css'
import '../theme/layers.css'
import '../theme/sign-in.css'
import { createSignals } from '../data/signals.ts'
import { startSession } from '../session/browser-session.ts'
import { App } from './App.tsx'
import { createPortal } from './create-portal.ts'
import { listedPlugins, loadPlugins } from './load-plugins.ts'
import { createQueryClient } from './query-client.ts'

// Not at the top level: plugins import this portal's modules, and would wait for what waits for them.
void start()

async function start() {
  const ask: typeof fetch = (input, init) => fetch(input, init)
  const config = injectedConfig(document)
  // Sign-in and the plugins' modules arrive side by side.
  const { session, signIn } = startSession({ config, fetch: ask })
  const loaded = await loadPlugins(listedPlugins(document), (url) => import(/* @vite-ignore */ url))
  const signals = createSignals({
    connect: async () => new WebSocket(`${location.origin.replace(/^http/, 'ws')}/api/signals`, await session.token()),
  })
  const portal = createPortal({ config, loaded, session, signIn, signals, fetch: ask })

  const root = document.getElementById('root')
  if (!root) throw new Error('The page lacks the element with the id "root": index.html of the shell was altered.')
  createRoot(root).render(
    <StrictMode>
      <BrowserRouter>
        <App portal={portal} queryClient={createQueryClient()} />
      </BrowserRouter>
    </StrictMode>,
  )
}
