import type { SearchResultProps } from '@callboard/web'

/** A hit in docs: whose they are, on which page, and what is said there. */
export function DocsResult({ document: { entityTitle, name, pageTitle, title }, text }: SearchResultProps) {
  const steps = [entityTitle || name, pageTitle === title ? undefined : pageTitle]
  return (
    <>
      <p className="td-result-way">{steps.filter((step) => typeof step === 'string').join(' / ')}</p>
      <p className="td-result-text">{text}</p>
    </>
  )
}
