/**
 * How many letters must be added, left out, replaced or swapped with their neighbour to make `to` of `from`.
 *
 * @param options.most - More than this is as good as any other number above it.
 * @param options.isBeginning - `to` may go on after that: `kubrn` is one from the beginning of `kubernetes`.
 */
export function editDistance(
  from: string,
  to: string,
  { most, isBeginning = false }: { most: number; isBeginning?: boolean },
): number {
  if (!isBeginning && Math.abs(from.length - to.length) > most) return most + 1
  let beforeLast: number[] = []
  let last = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (let row = 1; row <= from.length; row++) {
    const current = [row]
    for (let column = 1; column <= to.length; column++) {
      const isSame = from[row - 1] === to[column - 1]
      // Both indices are inside the rows.
      let least = Math.min(
        (last[column] as number) + 1,
        (current[column - 1] as number) + 1,
        (last[column - 1] as number) + (isSame ? 0 : 1),
      )
      const isSwap = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      if (isSwap) least = Math.min(least, (beforeLast[column - 2] as number) + 1)
      current.push(least)
    }
    if (Math.min(...current) > most) return most + 1
    beforeLast = last
    last = current
  }
  return isBeginning ? Math.min(...last) : (last[to.length] as number)
}
