const storageKey = 'callboard.docs.tabs'
/** More than anybody chooses from; the oldest are forgotten. */
const kept = 20

/**
 * Whoever chooses "Python" in one set of tabs sees Python in the others, too, and the next time.
 *
 * @returns Ends the listening.
 */
export function joinTabSets(article: HTMLElement): () => void {
  for (const label of readChosen()) choose(article, label)
  const onChange = ({ target }: Event) => {
    if (!(target instanceof HTMLInputElement) || !target.parentElement?.matches('.tabbed-set')) return
    const label = labelOf(target)
    if (label === '') return
    // What is above must not push the chosen tab out of sight.
    const before = target.parentElement.getBoundingClientRect().top
    choose(article, label)
    globalThis.scrollBy?.({ top: target.parentElement.getBoundingClientRect().top - before, behavior: 'instant' })
    remember(label)
  }
  article.addEventListener('change', onChange)
  return () => article.removeEventListener('change', onChange)
}

function choose(article: HTMLElement, label: string) {
  for (const input of article.querySelectorAll<HTMLInputElement>('.tabbed-set > input')) {
    if (labelOf(input) === label) input.checked = true
  }
}

const labelOf = (input: HTMLInputElement) => input.labels?.[0]?.textContent.trim() ?? ''

function readChosen(): string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(storageKey) ?? '[]')
    return Array.isArray(stored) ? stored.filter((label) => typeof label === 'string') : []
  } catch {
    // Storage is switched off, or holds something else: every set shows its first tab.
    return []
  }
}

/** The last one chosen comes last: where a set has several of them, it wins. */
function remember(label: string) {
  try {
    const chosen = [...readChosen().filter((one) => one !== label), label].slice(-kept)
    localStorage.setItem(storageKey, JSON.stringify(chosen))
  } catch {
    // As above: the choice holds for this page.
  }
}
