export { Sessions } from './Sessions.tsx'
export { Tokens } from './Tokens.tsx'
