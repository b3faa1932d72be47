import { createServer } from 'node:http'

/** Answers what the service is asked. */
export const server = createServer((request, response) => {
  const { pathname } = new URL(request.url, 'http://localhost')
  const answer = answers[pathname]
  response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json' })
  response.end(JSON.stringify(answer ? answer() : { error: 'Nothing is here.' }))
})

const answers = {
  '/': () => ({ service: '${{ values.name }}' }),
  '/health': () => ({ status: 'ok', upForSeconds: Math.round(process.uptime()) }),
}
