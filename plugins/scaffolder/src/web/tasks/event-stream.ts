/** One event of a stream, as it was sent. */
export interface StreamedEvent {
  /** What was written after `event:`; `message` without. */
  type: string
  data: string
}

/**
 * Reads server-sent events from bytes that come in any portions.
 *
 * @returns What has come with each portion, an empty list where it was only a sign of life. Ends with the stream, and
 * rejects when it breaks.
 */
export async function* readEventStream(bytes: ReadableStream<Uint8Array>): AsyncGenerator<StreamedEvent[]> {
  const reader = bytes.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  try {
    for (;;) {
      const { value, done } = await reader.read()
      if (done) return
      rest += decoder.decode(value, { stream: true }).replaceAll('\r\n', '\n')
      const frames = rest.split('\n\n')
      // The last one goes on in the next portion.
      rest = frames.pop() ?? ''
      yield frames.flatMap(parseFrame)
    }
  } finally {
    // Whoever stops listening closes the connection; one that has broken cannot be closed.
    await reader.cancel().catch(() => {})
  }
}

/** A frame without data, such as a comment, is none. */
function parseFrame(frame: string): StreamedEvent[] {
  const fields = frame.split('\n').map((line) => /^(event|data): ?(.*)$/.exec(line))
  const data = fields.flatMap((field) => (field?.[1] === 'data' ? [field[2] ?? ''] : []))
  const type = fields.findLast((field) => field?.[1] === 'event')?.[2] ?? 'message'
  return data.length === 0 ? [] : [{ type, data: data.join('\n') }]
}
