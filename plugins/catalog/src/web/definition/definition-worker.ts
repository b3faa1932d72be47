/** Reads definitions away from the page: a large one takes seconds, and the page must not stand still for it. */
import { readDefinition } from '../../model/definition/read-definition.ts'

addEventListener('message', ({ data }: MessageEvent<string>) => postMessage(readDefinition(data)))
