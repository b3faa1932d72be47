import type { SearchResultProps } from '@callboard/web'

/** A hit in docs: whose they are, on which page, and what is said there. */
export function DocsResult({ document: { entityTitle, name, path }, text }: SearchResultProps) {
  const steps = [
    typeof entityTitle === 'string' && entityTitle !== '' ? entityTitle : name,
    ...(typeof path === 'string' ? path.replace(/#.*$/, '').split('/') : []),
  ]
  return (
    <>
      <p className="td-result-way">{steps.filter((step) => typeof step === 'string' && step !== '').join(' / ')}</p>
      <p className="td-result-text">{text}</p>
    </>
  )
}
