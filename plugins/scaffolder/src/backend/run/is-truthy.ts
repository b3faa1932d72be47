/** As conditions see it: an empty list is false, everything else as JavaScript has it (spec/scaffolder.md 4.2). */
export const isTruthy = (value: unknown): boolean => (Array.isArray(value) ? value.length > 0 : Boolean(value))
