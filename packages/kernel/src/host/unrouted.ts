import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendError } from '../http/create-app.ts'
import { httpErrors } from '../http/http-errors.ts'
import type { Logger } from '../logs/logger.ts'
import { isPagePath } from '../web-host/page-path.ts'

/** What answering needs. */
export interface AnswerOptions {
  log: Logger
  /** Ids of the plugins that started. */
  installed: ReadonlySet<string>
  /** Answers with the page of the web app, if there is one. */
  sendPage?: (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>
}

/** Answers what no route answers: pages of the web app, and paths that do not exist. */
export function answerUnrouted(
  request: FastifyRequest,
  reply: FastifyReply,
  { log, installed, sendPage }: AnswerOptions,
): FastifyReply | Promise<FastifyReply> {
  const [path = ''] = request.url.split('?', 1)
  const isRead = request.method === 'GET' || request.method === 'HEAD'
  if (sendPage && isRead && isPagePath(path)) return sendPage(request, reply)
  const [, pluginId = '', below = ''] = /^\/api\/([^/]+)(.*)/.exec(path) ?? []
  // The body of an unknown API is empty, as the field's clients know it.
  if (!installed.has(pluginId)) return reply.code(404).send()
  return sendError(httpErrors.noRoute({ method: request.method, path: below || '/' }), request, reply, { log })
}
