const hiddenFields = new Set(['level', 'time', 'msg', 'plugin'])
const colours: Record<string, number> = { error: 31, warn: 33, info: 32, debug: 90 }

/**
 * Turns one JSON log line into the line a person reads:
 * `12:04:31 info  catalog  location refreshed  location=file:org.yaml ms=118`.
 * Errors get their stack below.
 */
export function prettyLine(line: string, options: { colour: boolean }): string {
  let entry: Record<string, unknown>
  try {
    entry = JSON.parse(line)
  } catch {
    return line
  }
  const level = String(entry.level)
  const fields: string[] = []
  const stacks: string[] = []
  for (const [key, value] of Object.entries(entry)) {
    if (hiddenFields.has(key) || value === undefined) continue
    if (isError(value)) {
      fields.push(`${key}=${quoted(value.message)}`)
      if (level === 'error') stacks.push(indented(value.stack))
    } else fields.push(`${key}=${quoted(value)}`)
  }
  const paint = (code: number, text: string) => (options.colour ? `\u001b[${code}m${text}\u001b[0m` : text)
  const head = [
    paint(90, timeOfDay(entry.time)),
    paint(colours[level] ?? 0, level.padEnd(5)),
    `${String(entry.plugin ?? 'kernel').padEnd(8)} ${entry.msg}`,
  ].join(' ')
  const tail = fields.length > 0 ? `  ${paint(90, fields.join(' '))}` : ''
  return `${head}${tail}\n${stacks.join('')}`
}

function timeOfDay(time: unknown): string {
  const date = new Date(typeof time === 'number' || typeof time === 'string' ? time : Date.now())
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map((n) => String(n).padStart(2, '0')).join(':')
}

function quoted(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return typeof value === 'string' && /[\s"=]/.test(text) ? JSON.stringify(text) : text
}

function indented(stack: string): string {
  return stack.replace(/^/gm, '  ').concat('\n')
}

function isError(value: unknown): value is { message: string; stack: string } {
  return typeof value === 'object' && value !== null && 'stack' in value && 'message' in value
}
