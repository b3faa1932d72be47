/** Calls `tell`, but not again before `ms` have passed: what fails with every call is told once in a while. */
export function atMostEvery<A extends unknown[]>(ms: number, tell: (...args: A) => void): (...args: A) => void {
  let toldAt = Number.NEGATIVE_INFINITY
  return (...args) => {
    if (performance.now() - toldAt < ms) return
    toldAt = performance.now()
    tell(...args)
  }
}
