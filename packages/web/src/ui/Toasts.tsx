import { createContext, type ReactNode, use, useCallback, useEffect, useState } from 'react'
import { useShellText } from '../text/use-text.tsx'
import { IconButton } from './Button.tsx'

/** Shows a sentence for a while, and has it read out when the person is idle. */
export type Announce = (sentence: string) => void

const AnnounceContext = createContext<Announce>(() => {})

/** How to tell a person what became of what they did. */
export const useAnnounce = (): Announce => use(AnnounceContext)

/** Long enough to read two lines; a pointer or a key can end it earlier. */
const shownForMs = 8_000

interface Toast {
  id: number
  sentence: string
}

/** Shows what is announced inside it. */
export function Toasts({ children }: { children: ReactNode }) {
  const t = useShellText()
  const [toasts, setToasts] = useState<readonly Toast[]>([])
  const announce = useCallback<Announce>((sentence) => {
    setToasts((shown) => [...shown.slice(-2), { id: (shown.at(-1)?.id ?? 0) + 1, sentence }])
  }, [])

  const oldest = toasts[0]
  useEffect(() => {
    if (!oldest) return undefined
    const timer = setTimeout(() => setToasts((shown) => shown.slice(1)), shownForMs)
    return () => clearTimeout(timer)
  }, [oldest])

  return (
    <AnnounceContext value={announce}>
      {children}
      <div className="cb-toasts" role="status">
        {toasts.map(({ id, sentence }) => (
          <div key={id} className="cb-toast">
            <span>{sentence}</span>
            <IconButton
              icon="close"
              label={t('dismiss', 'Dismiss')}
              onPress={() => setToasts((shown) => shown.filter((toast) => toast.id !== id))}
            />
          </div>
        ))}
      </div>
    </AnnounceContext>
  )
}
