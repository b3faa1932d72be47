import { Icon, type IconName, useText } from '@callboard/web'
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { autoFocused } from '../form/theme/auto-focused.ts'
import type { TextControlProps } from './TextControl.tsx'

/** Something to choose. */
export interface Choice {
  value: string
  title: string
  /** What tells it from others of the same title. */
  detail?: string | undefined
  icon?: IconName | undefined
}

/** What a {@link Combobox} takes. */
export interface ComboboxProps extends Omit<TextControlProps, 'value' | 'onChange' | 'type'> {
  /** What people call it, for the list. */
  label: string
  /** What stands there while nobody types. */
  text: string
  choices: readonly Choice[]
  state: 'settled' | 'searching' | 'failed'
  /** Somebody looks for something: other choices are wanted. The list is open from the first call on. */
  onSearch: (text: string) => void
  onChoose: (choice: Choice) => void
  /** Takes a text that no choice stands for. Without it only choices count. */
  onText?: ((text: string) => void) | undefined
  onClear: () => void
  /** Whether leaving takes the highlighted choice. Default: yes. */
  takesOnLeave?: boolean
}

/** An input with suggestions: what is typed narrows them, arrows and Enter choose. */
export function Combobox(props: ComboboxProps) {
  const { id, label, text, choices, state, onText, onChoose, onSearch } = props
  const t = useText()
  const listId = useId()
  // What is being typed; undefined while the answer itself is shown.
  const [typed, setTyped] = useState<string>()
  const [isOpen, setOpen] = useState(false)
  const [wanted, setWanted] = useState<string>()
  const root = useRef<HTMLDivElement>(null)
  const highlighted = highlightedOf({ choices, wanted, typed, isFree: onText !== undefined })

  function open(search: string) {
    setOpen(true)
    onSearch(search)
  }

  function end() {
    setOpen(false)
    setTyped(undefined)
    setWanted(undefined)
  }

  function choose(choice: Choice) {
    end()
    onChoose(choice)
  }

  function leave() {
    const written = typed?.trim()
    const isChosen = highlighted !== undefined && (wanted !== undefined || written)
    end()
    if (isChosen && props.takesOnLeave !== false) onChoose(highlighted)
    else if (written === '') props.onClear()
    else if (written !== undefined && onText) onText(written)
  }

  function steer(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined) {
      event.preventDefault()
      if (!isOpen) open(typed ?? '')
      else setWanted(neighbour(choices, highlighted, step))
    } else if (event.key === 'Escape' && isOpen) {
      event.stopPropagation()
      end()
    } else if (event.key === 'Enter' && (typed !== undefined || (isOpen && highlighted))) {
      // The next one sends the form.
      event.preventDefault()
      if (isOpen && highlighted) choose(highlighted)
      else leave()
    }
  }

  useEffect(() => {
    if (wanted !== undefined)
      document.getElementById(optionIdOf(listId, wanted))?.scrollIntoView?.({ block: 'nearest' })
  }, [wanted, listId])

  return (
    <div className="scf-combobox" ref={root}>
      <input
        id={id}
        name={props.name}
        className="scf-input"
        ref={autoFocused(props.hasAutofocus)}
        role="combobox"
        aria-autocomplete="list"
        aria-expanded={isOpen && choices.length > 0}
        aria-controls={isOpen && choices.length > 0 ? listId : undefined}
        aria-activedescendant={isOpen && highlighted ? optionIdOf(listId, highlighted.value) : undefined}
        aria-invalid={props.isInvalid}
        aria-describedby={props.describedBy}
        aria-required={props.isRequired}
        autoComplete="off"
        spellCheck={false}
        disabled={props.isDisabled}
        placeholder={props.placeholder}
        value={typed ?? text}
        onChange={({ target }) => {
          setTyped(target.value)
          setWanted(undefined)
          open(target.value)
        }}
        onClick={() => !isOpen && open('')}
        onKeyDown={steer}
        onBlur={leave}
      />
      {text !== '' && typed === undefined && !props.isDisabled && (
        <button
          type="button"
          className="cb-icon-button scf-clear"
          aria-label={t('field.clear', 'Clear {name}', { name: label })}
          onClick={() => {
            props.onClear()
            root.current?.querySelector('input')?.focus()
          }}
        >
          <Icon name="close" />
        </button>
      )}
      {isOpen && choices.length > 0 && (
        <div id={listId} role="listbox" aria-label={label} tabIndex={-1} className="scf-options">
          {choices.map((choice) => (
            // The input has the keys, and says which option is meant.
            // biome-ignore lint/a11y/useKeyWithClickEvents: see above
            <div
              key={choice.value}
              id={optionIdOf(listId, choice.value)}
              role="option"
              tabIndex={-1}
              aria-selected={choice === highlighted}
              // The input keeps the focus: leaving it would take something else.
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => choose(choice)}
            >
              {choice.icon && <Icon name={choice.icon} />}
              <span>{choice.title}</span> {choice.detail && <span className="scf-option-detail">{choice.detail}</span>}
            </div>
          ))}
        </div>
      )}
      {isOpen && choices.length === 0 && state !== 'searching' && (
        <p className="scf-options scf-no-options">
          {state === 'failed'
            ? t('field.search-failed', 'The suggestions could not be read.')
            : t('field.no-choices', 'There is nothing like that.')}
        </p>
      )}
      <span className="cb-visually-hidden" role="status">
        {isOpen &&
          state === 'settled' &&
          t('field.found', '{count, plural, one {# suggestion} other {# suggestions}}', {
            count: choices.length,
          })}
      </span>
    </div>
  )
}

interface Highlighting {
  choices: readonly Choice[]
  wanted: string | undefined
  typed: string | undefined
  isFree: boolean
}

/** Where any text is an answer, only what somebody has chosen by arrows, or typed in full, is meant; else the first. */
function highlightedOf({ choices, wanted, typed, isFree }: Highlighting): Choice | undefined {
  if (wanted !== undefined) return choices.find(({ value }) => value === wanted)
  const written = typed?.trim().toLowerCase()
  if (!written) return undefined
  const same = choices.find(({ value, title }) => [value, title].some((one) => one.toLowerCase() === written))
  return same ?? (isFree ? undefined : choices[0])
}

function neighbour(choices: readonly Choice[], from: Choice | undefined, step: number): string | undefined {
  const place = from ? choices.indexOf(from) : step > 0 ? -1 : 0
  return choices[(place + step + choices.length) % choices.length]?.value
}

const optionIdOf = (listId: string, value: string) => `${listId}-${value}`
