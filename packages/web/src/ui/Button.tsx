import type { ReactNode, Ref } from 'react'
import { Icon, type IconName } from './icons.tsx'

/** What a {@link Button} may be told. */
export interface ButtonProps {
  onPress: () => void
  /** The name that everybody reads. For a button that shows only an icon see `IconButton`. */
  children: ReactNode
  icon?: IconName
  /** `primary` once a page at most. */
  look?: 'plain' | 'primary' | 'quiet'
  /** Why it cannot be pressed now; the button stays reachable and says so. */
  disabledReason?: string | undefined
  ref?: Ref<HTMLButtonElement>
}

/** A button with a text. */
export function Button({ onPress, children, icon, look = 'plain', disabledReason, ref }: ButtonProps) {
  return (
    <button
      ref={ref}
      type="button"
      className={`cb-button cb-button-${look}`}
      aria-disabled={disabledReason !== undefined}
      title={disabledReason}
      onClick={disabledReason === undefined ? onPress : undefined}
    >
      {icon && <Icon name={icon} />}
      {children}
    </button>
  )
}

/** What an {@link IconButton} may be told. */
export interface IconButtonProps {
  onPress: () => void
  icon: IconName
  /** What it does, for everybody who cannot see the icon; also its tooltip. */
  label: string
  /** Why it cannot be pressed now; the button stays reachable and says so. */
  disabledReason?: string | undefined
}

/** A button that shows only an icon. */
export function IconButton({ onPress, icon, label, disabledReason }: IconButtonProps) {
  return (
    <button
      type="button"
      className="cb-icon-button"
      aria-label={label}
      aria-disabled={disabledReason !== undefined}
      title={disabledReason ?? label}
      onClick={disabledReason === undefined ? onPress : undefined}
    >
      <Icon name={icon} />
    </button>
  )
}
