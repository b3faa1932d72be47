import { Icon, type IconName } from '@callboard/web'

/** What an {@link IconAction} may be told. */
export interface IconActionProps {
  icon: IconName
  /** What it does, with the thing it does it to. */
  label: string
  isDisabled?: boolean | undefined
  onPress: () => void
}

/** A small button within a form: nothing to announce when it cannot be pressed, since the whole form says so. */
export const IconAction = ({ icon, label, isDisabled, onPress }: IconActionProps) => (
  <button
    type="button"
    className="cb-icon-button"
    aria-label={label}
    title={label}
    disabled={isDisabled}
    onClick={onPress}
  >
    <Icon name={icon} />
  </button>
)
