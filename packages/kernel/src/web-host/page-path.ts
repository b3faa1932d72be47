/** Whether a path that no route answers is a page; missing files of the shell and of plugins are not. */
export const isPagePath = (path: string) =>
  !/^\/(api|static|plugins|\.backstage|metrics)(\/|$)/.test(path) && !/^\/[^/]+\.[a-z0-9]{2,5}$/i.test(path)
