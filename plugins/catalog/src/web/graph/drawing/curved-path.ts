import type { Point } from './elk-graph.ts'

/**
 * A line as an SVG path.
 *
 * @param points - As the layout engine gives them: a start, then for each part of the curve two control points and its end.
 */
export function curvedPath([start, ...rest]: readonly Point[]): string {
  if (!start) return ''
  // Straight on where it is no curve, so that no line is ever missing.
  const size = rest.length % 3 === 0 ? 3 : 1
  const parts = Array.from({ length: rest.length / size }, (_, part) => rest.slice(part * size, (part + 1) * size))
  const command = size === 3 ? 'C' : 'L'
  return `M${write(start)}${parts.map((part) => `${command}${part.map(write).join(' ')}`).join('')}`
}

const write = ({ x, y }: Point) => `${x} ${y}`
