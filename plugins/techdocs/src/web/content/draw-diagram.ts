import createPurifier from 'dompurify'
import mermaid from 'mermaid'

let drawn = 0

/**
 * Draws one diagram.
 *
 * @returns An element of the page, cleaned. Rejects with what is wrong with the text.
 */
export async function drawDiagram(text: string): Promise<Node> {
  drawn += 1
  mermaid.initialize({
    startOnLoad: false,
    securityLevel: 'strict',
    suppressErrorRendering: true,
    // Labels as text of the drawing: HTML in it would be cleaned away.
    htmlLabels: false,
    flowchart: { htmlLabels: false },
    // In a state that is wider than its name the name would stand at the left: the library centres only HTML there.
    themeCSS: '.statediagram-state > .label { transform-box: fill-box; transform: translate(-50%, -50%) }',
    look: 'classic',
    theme: 'base',
    fontFamily: getComputedStyle(document.body).fontFamily,
    themeVariables: coloursOfThePortal(),
  })
  const { svg } = await mermaid.render(`docs-drawing-${drawn}`, text)
  return createPurifier(window).sanitize(svg, {
    USE_PROFILES: { svg: true, svgFilters: true },
    ADD_TAGS: ['style'],
    RETURN_DOM_FRAGMENT: true,
  })
}

/** The library calculates with colours, and knows only the old ways to write them. */
function coloursOfThePortal() {
  const colour = readColours()
  return {
    darkMode: isDark(colour('--text')),
    background: colour('--surface'),
    primaryColor: colour('--accent-soft'),
    primaryTextColor: colour('--text'),
    primaryBorderColor: colour('--accent'),
    secondaryColor: colour('--surface-hover'),
    secondaryTextColor: colour('--text'),
    secondaryBorderColor: colour('--line-strong'),
    tertiaryColor: colour('--surface-side'),
    tertiaryTextColor: colour('--text'),
    tertiaryBorderColor: colour('--line'),
    lineColor: colour('--text-muted'),
    textColor: colour('--text'),
    noteBkgColor: colour('--warning-soft'),
    noteTextColor: colour('--text'),
    noteBorderColor: colour('--warning'),
    edgeLabelBackground: colour('--surface'),
    clusterBkg: colour('--surface-side'),
    clusterBorder: colour('--line-strong'),
  }
}

function readColours() {
  const probe = document.body.appendChild(document.createElement('span'))
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
  // What is read is kept by the functions below; the probe itself is not needed any more once all of them are asked.
  queueMicrotask(() => probe.remove())
  return (token: string): string => {
    probe.style.color = `var(${token})`
    if (!canvas) return '#888888'
    canvas.fillStyle = getComputedStyle(probe).color
    canvas.fillRect(0, 0, 1, 1)
    const [red = 0, green = 0, blue = 0] = canvas.getImageData(0, 0, 1, 1).data
    return `#${[red, green, blue].map((part) => part.toString(16).padStart(2, '0')).join('')}`
  }
}

/** Light text stands on a dark ground. */
const isDark = (text: string) => Number.parseInt(text.slice(1, 3), 16) > 128
