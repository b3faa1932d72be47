import { server } from './server.js'

const port = Number(process.env.PORT ?? ${{ values.port }})

server.listen(port, () => console.log('${{ values.name }} listens on port', port))

// Requests that are under way may end before the process does.
process.on('SIGTERM', () => server.close())
