import { createReadStream } from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type RawReply, rawReply } from '@callboard/kernel'
import { errors } from '../../model/errors.ts'
import { type LocalRepositories, type LocalRepository, listBranches } from './local-repositories.ts'

/** Objects and packs, as git names them: nothing else of the folder is given away. */
const objectPath = /^objects\/(?:[0-9a-f]{2}\/[0-9a-f]{38}|pack\/pack-[0-9a-f]{40}\.(?:pack|idx))$/

/**
 * Answers one call of `git clone` or `git fetch`, by the protocol that needs plain files only: it runs no program, and
 * nothing can be pushed.
 *
 * @param path - Below the repository: `info/refs`.
 */
export async function serveClone(
  repositories: LocalRepositories,
  { owner, repository, path }: { owner: string; repository: string; path: string },
): Promise<RawReply> {
  const found = await repositories.get({ owner, name: repository.replace(/\.git$/, '') })
  const missing = errors.noLocalRepository({ repository: `${owner}/${repository}/${path}` })
  const headers = { 'cache-control': 'no-cache' }
  if (path === 'info/refs') return rawReply({ type: 'text/plain; charset=utf-8', headers, body: await refs(found) })
  if (path === 'HEAD')
    return rawReply({ type: 'text/plain; charset=utf-8', headers, body: `ref: refs/heads/${found.defaultBranch}\n` })
  if (path === 'objects/info/packs')
    return rawReply({ type: 'text/plain; charset=utf-8', headers, body: await packs(found) })
  if (!objectPath.test(path)) throw missing
  const file = join(found.gitdir, path)
  if (!(await lstat(file).catch(() => undefined))?.isFile()) throw missing
  return rawReply({ type: 'application/octet-stream', body: createReadStream(file) })
}

const refs = async (repository: LocalRepository) =>
  (await listBranches(repository)).map(({ name, commit }) => `${commit}\trefs/heads/${name}\n`).join('')

async function packs({ gitdir }: LocalRepository): Promise<string> {
  const files = await readdir(join(gitdir, 'objects/pack')).catch(() => [])
  return files
    .filter((file) => file.endsWith('.pack'))
    .map((file) => `P ${file}\n`)
    .join('')
}
