import type { ArticleWords } from './enhance.ts'

/**
 * Draws the Mermaid diagrams of a page in the portal's colours, and again when these change. The library is loaded for pages
 * that have a diagram only.
 *
 * @returns Ends the drawing.
 */
export function drawDiagrams(article: HTMLElement, words: Pick<ArticleWords, 'diagramFailed'>): () => void {
  const sources = Array.from(article.querySelectorAll<HTMLElement>('pre.mermaid, div.mermaid'))
  if (sources.length === 0) return () => {}
  const places = sources.map(placeFor)
  let round = 0
  const drawAll = async () => {
    round += 1
    const current = round
    const { drawDiagram } = await import('./draw-diagram.ts')
    // One after the other: the library keeps state while it draws.
    for (const { source, drawing, text } of places) {
      if (current !== round) return
      try {
        const svg = await drawDiagram(text)
        if (current !== round) return
        drawing.replaceChildren(svg)
        source.hidden = true
      } catch (error) {
        drawing.replaceChildren(complaint(words.diagramFailed(error instanceof Error ? error.message : String(error))))
      }
    }
  }
  void drawAll()
  const stopWatching = watchColours(() => void drawAll())
  return () => {
    round = -1
    stopWatching()
  }
}

function placeFor(source: HTMLElement) {
  const drawing = document.createElement('div')
  drawing.className = 'td-diagram'
  source.before(drawing)
  return { source, drawing, text: source.textContent }
}

function complaint(sentence: string): HTMLElement {
  const paragraph = document.createElement('p')
  paragraph.className = 'td-diagram-failed'
  paragraph.textContent = sentence
  return paragraph
}

/** Calls back when the portal turns light or dark. */
function watchColours(onChange: () => void): () => void {
  const root = document.documentElement
  const observer = new MutationObserver(onChange)
  observer.observe(root, { attributes: true, attributeFilter: ['data-theme', 'style'] })
  const dark = globalThis.matchMedia?.('(prefers-color-scheme: dark)')
  dark?.addEventListener('change', onChange)
  return () => {
    observer.disconnect()
    dark?.removeEventListener('change', onChange)
  }
}
