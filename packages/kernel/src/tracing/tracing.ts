import type { Context, Span, SpanStatusCode } from '@opentelemetry/api'
import type { FastifyInstance, FastifyRequest } from 'fastify'

/** Traces of requests, sent to whom the standard `OTEL_*` variables name. */
export interface Tracing {
  /** Makes a span of every request; it is active while the request is handled. */
  addTo(app: FastifyInstance): void
  /** Sends what is left. */
  close(): Promise<void>
}

/** Whether the environment asks for traces. */
export function wantsTracing(env: Readonly<Record<string, string | undefined>>): boolean {
  if (env.OTEL_SDK_DISABLED === 'true' || env.OTEL_TRACES_EXPORTER === 'none') return false
  return [env.OTEL_EXPORTER_OTLP_ENDPOINT, env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, env.OTEL_TRACES_EXPORTER].some(
    Boolean,
  )
}

/**
 * Starts OpenTelemetry. Call it only when {@link wantsTracing}: nobody else pays for loading it.
 * `OTEL_TRACES_EXPORTER=console` writes the spans to standard output; anything else sends them by OTLP over HTTP.
 */
export async function startTracing(env: Readonly<Record<string, string | undefined>>): Promise<Tracing> {
  const [api, sdk, { resourceFromAttributes }] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/sdk-trace-node'),
    import('@opentelemetry/resources'),
  ])
  const exporter =
    env.OTEL_TRACES_EXPORTER === 'console'
      ? new sdk.ConsoleSpanExporter()
      : new (await import('@opentelemetry/exporter-trace-otlp-http')).OTLPTraceExporter()
  const provider = new sdk.NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': env.OTEL_SERVICE_NAME ?? 'callboard' }),
    spanProcessors: [new sdk.BatchSpanProcessor(exporter)],
  })
  provider.register()
  const tracer = api.trace.getTracer('callboard')
  const spans = new WeakMap<FastifyRequest, Span>()

  return {
    addTo(app) {
      app.addHook('onRequest', (request, _reply, done) => {
        const parent: Context = api.propagation.extract(api.context.active(), request.headers)
        const route = request.routeOptions.url ?? 'none'
        const attributes = {
          'http.request.method': request.method,
          'http.route': route,
          'url.path': request.url.split('?', 1)[0],
        }
        const span = tracer.startSpan(`${request.method} ${route}`, { kind: api.SpanKind.SERVER, attributes }, parent)
        spans.set(request, span)
        api.context.with(api.trace.setSpan(parent, span), done)
      })
      app.addHook('onResponse', (request, reply, done) => {
        endSpan(spans.get(request), reply.statusCode, api.SpanStatusCode.ERROR)
        done()
      })
    },
    async close() {
      await provider.shutdown()
      api.trace.disable()
      api.context.disable()
      api.propagation.disable()
    },
  }
}

function endSpan(span: Span | undefined, statusCode: number, error: SpanStatusCode): void {
  span?.setAttribute('http.response.status_code', statusCode)
  if (statusCode >= 500) span?.setStatus({ code: error })
  span?.end()
}
