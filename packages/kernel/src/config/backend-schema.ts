import { Secret, Type } from '@callboard/model'
import {
  anything,
  block,
  duration,
  flag,
  list,
  msOrDuration,
  number,
  oneOf,
  secret,
  text,
  texts,
} from './schema-words.ts'

const logLevels = ['error', 'warn', 'info', 'debug']

const database = {
  client: oneOf(['better-sqlite3', 'sqlite3', 'sqlite', 'pg'], 'SQLite or PostgreSQL.', {
    default: 'better-sqlite3',
  }),
  connection: Type.Optional(
    Type.Union([Type.String(), Type.Object({ password: secret('The password of the database user.') })], {
      description:
        'A connection URL, `:memory:`, or an object as the driver takes it: `directory` for SQLite; `host`, `port`, `user`, `password`, `database` for PostgreSQL.',
    }),
  ),
  pluginDivisionMode: oneOf(['database', 'schema'], 'How PostgreSQL keeps plugins apart.'),
  schemaPrefix: text('Stands before the schema names of plugins.'),
  ensureSchemaExists: flag('Whether missing schemas are created.', { default: true }),
  role: text('The PostgreSQL role to take on after connecting.'),
  knexConfig: block('The connection pool, under the name it has in Backstage.', {
    pool: block('How many connections to PostgreSQL are kept.', {
      min: number('The fewest.', { default: 0 }),
      max: number('The most.', { default: 10 }),
    }),
  }),
  skipMigrations: flag('Whether tables are left as they are at start.', { default: false }),
  plugin: Type.Optional(
    Type.Record(Type.String(), Type.Unknown(), {
      description: 'By plugin id: what shall differ from the rest of this block.',
    }),
  ),
}

const cache = {
  store: oneOf(['memory', 'redis', 'valkey', 'memcache'], 'What keeps the cache.', { default: 'memory' }),
  connection: anything('The URL of the cache server: `redis://host:6379`; for Memcached `host:11211`.'),
  defaultTtl: msOrDuration('How long values are kept unless their writer says otherwise.'),
}

const backendAuth = {
  dangerouslyDisableDefaultAuthPolicy: flag('Lets everyone read and write without signing in.', { default: false }),
  keys: list('Secrets that older Backstage plugins sign their tokens with.', { secret: secret('The secret, base64.') }),
  externalAccess: list('Programs that may call the API.', {
    type: Type.Union([Type.Literal('static'), Type.Literal('legacy'), Type.Literal('jwks')], {
      description: 'A fixed token, a shared secret, or tokens signed by somebody whose keys are published.',
    }),
    options: Type.Object(
      {
        token: secret('`static`: the token, at least 8 characters.'),
        secret: secret('`legacy`: the shared secret, base64.'),
        subject: text('Who the caller is in logs and decisions.'),
        url: text('`jwks`: where the public keys are.'),
        algorithm: Type.Optional(
          Type.Union([Type.String(), Type.Array(Type.String())], { description: '`jwks`: accepted algorithms.' }),
        ),
        issuer: Type.Optional(
          Type.Union([Type.String(), Type.Array(Type.String())], { description: '`jwks`: accepted issuers.' }),
        ),
        audience: Type.Optional(
          Type.Union([Type.String(), Type.Array(Type.String())], { description: '`jwks`: accepted audiences.' }),
        ),
        subjectPrefix: text('`jwks`: stands before the subject.'),
      },
      { description: 'What the type needs.' },
    ),
    accessRestrictions: Type.Optional(
      Type.Array(Type.Unknown(), { description: 'The plugins and permissions it is limited to.' }),
    ),
  }),
}

const server = {
  https: Type.Optional(
    Type.Union(
      [
        Type.Boolean(),
        Type.Object({
          certificate: Type.Object(
            {
              cert: Type.String({
                description: 'The certificate and those above it, PEM. Read it from a file with `$file`.',
              }),
              key: Secret({ description: 'Its private key, PEM. Read it from a file with `$file`.' }),
            },
            { description: 'What to serve with.' },
          ),
        }),
      ],
      { description: 'Serves HTTPS. Usually a proxy in front does that.' },
    ),
  ),
  server: block('Limits of connections.', {
    headersTimeout: msOrDuration('How long a caller may take to send the headers.'),
    requestTimeout: msOrDuration('How long a caller may take to send a whole request.'),
    keepAliveTimeout: msOrDuration('How long an idle connection stays open. Default: 72 seconds.'),
    timeout: msOrDuration('After how much silence a connection is closed.'),
    maxHeadersCount: number('How many headers a request may have.'),
    maxRequestsPerSocket: number('After how many requests a connection is closed.'),
  }),
  referrer: block('What browsers tell other sites about where a link was.', {
    policy: Type.Optional(
      Type.Union([Type.String(), Type.Array(Type.String())], {
        description: 'The `Referrer-Policy` header.',
        default: 'no-referrer',
      }),
    ),
  }),
  bodyLimit: Type.Optional(
    Type.Union([Type.Number(), Type.String()], { description: 'Largest request body in bytes.', default: 1_048_576 }),
  ),
  trustProxy: Type.Optional(
    Type.Union([Type.Boolean(), Type.Number(), Type.String(), Type.Array(Type.String())], {
      description: 'Whether, or which, proxies in front are believed about the address of the caller.',
    }),
  ),
  logger: block('What is logged.', {
    level: oneOf(logLevels, 'The least important level that is logged. Default: `LOG_LEVEL`, or `info`.'),
    meta: Type.Optional(Type.Record(Type.String(), Type.Unknown(), { description: 'Fields that every line carries.' })),
  }),
  auditor: block('The security audit.', {
    severityLogLevelMappings: Type.Optional(
      Type.Record(Type.String(), Type.Union(logLevels.map((level) => Type.Literal(level))), {
        description: 'The log level of each severity: `low`, `medium`, `high`, `critical`.',
      }),
    ),
  }),
  health: block('The health endpoints.', {
    headers: Type.Optional(
      Type.Record(Type.String(), Type.String(), { description: 'Headers that their replies carry.' }),
    ),
  }),
  lifecycle: block('Start and stop.', {
    serverShutdownDelay: msOrDuration('How long the server still answers after it was told to stop.'),
    startupRequestPauseTimeout: msOrDuration('How long requests wait for a plugin that is still starting.'),
  }),
  startup: block('What must start.', {
    required: texts('Ids of plugins without which the portal shall not run.'),
  }),
}

/** The properties of `backend`. */
export const backend = {
  baseUrl: text('The URL at which browsers reach the server.', { default: 'http://localhost:7007', inBrowser: true }),
  listen: Type.Optional(
    Type.Union(
      [
        Type.String(),
        Type.Object({
          host: text('The address to listen on. Default: all of them.'),
          port: number('The port to listen on.', { default: 7007 }),
        }),
      ],
      {
        description: 'Where the server listens: `":7007"`, `"127.0.0.1:7007"`, or host and port apart.',
        default: ':7007',
      },
    ),
  ),
  database: block('Where data is kept.', database),
  cache: block('Where what can be computed again is kept for a while.', cache),
  auth: block('Credentials of requests.', backendAuth),
  reading: block('What the server may fetch.', {
    allow: list('Hosts outside `integrations` that may be read from.', {
      host: Type.String({
        description: 'A host, `*.` before it for all below, with a port or a port range if one is needed.',
      }),
      paths: texts('Only URLs whose path starts with one of these.'),
    }),
    maxBodyBytes: number('The largest file that is fetched, in bytes.'),
  }),
  cors: block('Which other sites may call the API from a browser. Absent: none.', {
    origin: Type.Optional(
      Type.Union([Type.String(), Type.Array(Type.String()), Type.Boolean()], {
        description: 'Sites, as glob patterns.',
      }),
    ),
    methods: Type.Optional(
      Type.Union([Type.String(), Type.Array(Type.String())], { description: 'HTTP methods they may use.' }),
    ),
    allowedHeaders: Type.Optional(
      Type.Union([Type.String(), Type.Array(Type.String())], { description: 'Request headers they may send.' }),
    ),
    exposedHeaders: Type.Optional(
      Type.Union([Type.String(), Type.Array(Type.String())], { description: 'Reply headers they may read.' }),
    ),
    credentials: flag('Whether they may send cookies.'),
    optionsSuccessStatus: number('The status of the answer to a browser that asks first.', { default: 204 }),
    maxAge: number('For how many seconds a browser may remember the answer.'),
  }),
  csp: Type.Optional(
    Type.Record(Type.String(), Type.Union([Type.Array(Type.String()), Type.Literal(false)]), {
      description: 'Directives of the content security policy to set, or `false` to remove one.',
    }),
  ),
  rateLimit: Type.Optional(
    Type.Union(
      [
        Type.Boolean(),
        Type.Object({
          window: duration('The length of time over which requests are counted.', { default: '1m' }),
          global: flag('Whether requests are limited at all.', { default: true }),
          incomingRequestLimit: number('How many requests one address may make in that time.', { default: 12_000 }),
          ipAllowList: texts('Addresses that are not counted.'),
        }),
      ],
      { description: 'How many requests one address may make; `false` for no limit.' },
    ),
  ),
  ...server,
}
