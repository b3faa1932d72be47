import { type ReactNode, Suspense, useCallback, useState } from 'react'
import { Palette } from '../palette/Palette.tsx'
import { onDemand } from '../plugin/on-demand.ts'
import { useShellText } from '../text/use-text.tsx'
import { Notices } from './Notices.tsx'
import { Sidebar } from './Sidebar.tsx'
import { useShortcuts } from './shortcuts.ts'
import { TopBar } from './TopBar.tsx'

const ShortcutSheet = onDemand(() => import('../settings/ShortcutSheet.tsx').then((module) => module.ShortcutSheet))

/** What stays while pages change: brand, navigation, the top bar, and the place for the page. */
export function Frame({ children }: { children: ReactNode }) {
  const t = useShellText()
  const [layer, setLayer] = useState<'none' | 'palette' | 'sheet'>('none')
  const openPalette = useCallback(() => setLayer('palette'), [])
  const openSheet = useCallback(() => setLayer('sheet'), [])
  const close = useCallback(() => setLayer('none'), [])
  useShortcuts({ openPalette, openSheet })
  return (
    <div className="cb-frame">
      <a className="cb-skip-link" href="#main">
        {t('skip', 'Skip to the page')}
      </a>
      <header className="cb-head">
        <Sidebar />
        <TopBar onSearch={openPalette} onShortcuts={openSheet} />
      </header>
      <main id="main" tabIndex={-1} className="cb-main">
        <Notices />
        {children}
      </main>
      {layer === 'palette' && <Palette onClose={close} onShortcuts={openSheet} />}
      <Suspense fallback={null}>{layer === 'sheet' && <ShortcutSheet onClose={close} />}</Suspense>
    </div>
  )
}
