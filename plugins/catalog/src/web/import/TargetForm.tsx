import { useReadAgain, useText } from '@callboard/web'
import { type FormEvent, useId, useRef, useState } from 'react'
import { targetProblem } from './target-problem.ts'

/** Asks where the entities are described. */
export function TargetForm({ url, onTarget }: { url: string; onTarget: (url: string) => void }) {
  const t = useText()
  const id = useId()
  const field = useRef<HTMLInputElement>(null)
  const readAgain = useReadAgain()
  const [text, setText] = useState(url)
  const [problem, setProblem] = useState<ReturnType<typeof targetProblem>>()

  function submit(event: FormEvent) {
    event.preventDefault()
    const target = text.trim()
    const found = targetProblem(target)
    setProblem(found)
    if (found) return field.current?.focus()
    // The same address again: somebody has corrected the file meanwhile.
    if (target === url) void readAgain()
    return onTarget(target)
  }

  return (
    <form className="cat-import-form" noValidate onSubmit={submit}>
      <label htmlFor={id}>{t('import.url', 'Address')}</label>
      <div className="cat-import-field">
        <input
          ref={field}
          id={id}
          type="url"
          value={text}
          onChange={({ target }) => setText(target.value)}
          placeholder="https://github.com/org/repo/blob/main/catalog-info.yaml"
          aria-invalid={problem !== undefined}
          aria-describedby={problem && `${id}-problem`}
          autoComplete="off"
          spellCheck={false}
        />
        <button type="submit" className={url === '' ? 'cb-button cb-button-primary' : 'cb-button cb-button-plain'}>
          {t('import.look', 'Look at it')}
        </button>
      </div>
      {problem && (
        <p className="cat-import-problem" id={`${id}-problem`} role="alert">
          {problem === 'missing' && t('import.missing', 'Give an address first.')}
          {problem === 'no-url' &&
            t('import.no-url', 'This is no whole address. It starts with https:// and names a file or a repository.')}
          {problem === 'scheme' &&
            t(
              'import.scheme',
              'Only http and https addresses can be read. Files on the server belong into the config.',
            )}
        </p>
      )}
    </form>
  )
}
