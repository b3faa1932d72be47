/**
 * Loads the images of a page now that the browser may read them.
 *
 * @returns Stops what is still on its way.
 */
export function showFiles(article: HTMLElement): () => void {
  const stop = new AbortController()
  for (const element of article.querySelectorAll<HTMLElement>('[data-docs-file]')) {
    const file = element.dataset.docsFile ?? ''
    if (element instanceof HTMLImageElement && /\.svg(?:[?#]|$)/i.test(file)) {
      void drawSvg(element, file, stop.signal)
    } else {
      element.setAttribute('src', file)
    }
  }
  return () => stop.abort()
}

/** The server gives drawings as text, so that they can run nothing there; as an image they can run nothing here. */
async function drawSvg(image: HTMLImageElement, file: string, signal: AbortSignal) {
  try {
    const reply = await fetch(file, { signal })
    if (!reply.ok) throw new Error(`The server answered with status ${reply.status}.`)
    const bytes = new Uint8Array(await reply.arrayBuffer())
    image.src = `data:image/svg+xml;base64,${base64(bytes)}`
  } catch {
    // The page shows the image's text; an address that fails makes browsers show it.
    if (!signal.aborted) image.src = file
  }
}

function base64(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text)
}
