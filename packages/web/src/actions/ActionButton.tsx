import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { AnyRoute, LooseInput } from '../data/call.ts'
import { useExtensionPlace } from '../plugin/ExtensionPlace.tsx'
import { usePortal } from '../shell/portal.tsx'
import { useShellText, useText } from '../text/use-text.tsx'
import { Button } from '../ui/Button.tsx'
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx'
import { useAnnounce } from '../ui/Toasts.tsx'
import type { Action, ActionContext } from './define-action.ts'
import { useOffered } from './offered-actions.ts'
import { useVerdict } from './use-allowed.ts'

/** Which action, and with what. */
export interface ActionButtonProps<S> {
  action: Action<S>
  subject: S
  look?: 'plain' | 'primary' | 'quiet'
}

/** The button of an action: asks before, says why it cannot, and announces how it went. */
export function ActionButton<S>({ action, subject, look }: ActionButtonProps<S>) {
  const t = useText()
  const shell = useShellText()
  const announce = useAnnounce()
  const context = useActionContext()
  const { allowed, reason } = useVerdict(action.allow, refOf(subject))
  const [state, setState] = useState<'idle' | 'asking' | 'running'>('idle')
  const label = t(`action.${action.id}.label`, action.label)

  async function run() {
    setState('running')
    try {
      await action.run(subject, context)
      announce(action.done?.(subject, t) ?? shell('action.done', '{label}: done.', { label }))
    } catch (error) {
      const cause = error instanceof Error ? error.message : String(error)
      announce(shell('action.failed', '{label} did not work: {reason}', { label, reason: cause }))
    }
    setState('idle')
  }

  const disabledReason =
    state === 'running'
      ? shell('action.running', 'Under way.')
      : allowed === 'no'
        ? (reason ?? shell('action.forbidden', 'You are not allowed to do this.'))
        : action.disabledReason?.(subject, t)
  const press = () => (action.confirm ? setState('asking') : void run())
  useOffered({ id: action.id, label, icon: action.icon, disabledReason, press })
  return (
    <>
      <Button look={look ?? 'plain'} icon={action.icon} disabledReason={disabledReason} onPress={press}>
        {label}
      </Button>
      {state === 'asking' && action.confirm && (
        <ConfirmDialog
          question={action.confirm(subject, t)}
          confirmLabel={label}
          onAnswer={(answer) => (answer === 'yes' ? void run() : setState('idle'))}
        />
      )}
    </>
  )
}

function useActionContext(): ActionContext {
  const { call } = usePortal()
  const client = useQueryClient()
  const own = useExtensionPlace()?.pluginId
  const send = async (route: AnyRoute, input: LooseInput = {}) => {
    const pluginId = input.plugin ?? own
    if (pluginId === undefined) throw new TypeError(`Say { plugin } to send to ${route.path} from here.`)
    const reply = await call({ pluginId, route, input })
    await client.invalidateQueries({ queryKey: [pluginId] })
    return reply
  }
  // The input's and the reply's types come from the route; at run time both are plain JSON.
  return { send: send as ActionContext['send'] }
}

function refOf(subject: unknown): string | undefined {
  if (typeof subject !== 'object' || subject === null) return undefined
  const ref: unknown = Reflect.get(subject, 'ref')
  return typeof ref === 'string' ? ref : undefined
}
