import { extensionPoint } from '@callboard/model'

/** A file of a {@link DocsTree}. */
export interface DocsTreeFile {
  /** From the folder of `mkdocs.yml`, `/` as separator. */
  path: string
  content: Uint8Array
}

/** A folder with docs at one moment. */
export interface DocsTree {
  /** Changes when anything in the folder does. */
  etag: string
  /**
   * Gives the files that are wanted. It is asked again when what was read names more.
   *
   * @param wants - To be asked for every file of the folder.
   */
  files(wants: (path: string, size: number) => boolean): Promise<readonly DocsTreeFile[]>
}

/** Reads docs from a place of another type than `dir` and `url`. */
export interface DocsSourceType {
  /** What stands before the colon of `backstage.io/techdocs-ref`: `wiki`. */
  type: string
  /**
   * @param target - What stands behind the colon.
   * @param options.etag - Of the copy that there is.
   * @returns undefined when the etag still holds.
   * @throws What people are told as the reason; the last copy stays.
   */
  read(target: string, options: { etag?: string; signal: AbortSignal }): Promise<DocsTree | undefined>
}

/** `use: { docsSources: ifInstalled(docsSources) }` */
export const docsSources = extensionPoint<DocsSourceType>('techdocs.sources', 'Reads docs from other places.')
