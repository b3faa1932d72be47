import { expect, test } from 'vitest'
import { isDescriptor, targetProblem } from './target-problem.ts'

test.each([
  { why: 'a file on a host is a target', text: 'https://git.example/a/b/catalog-info.yaml', problem: undefined },
  { why: 'nothing typed', text: '', problem: 'missing' },
  { why: 'a path is no address', text: 'tickets/catalog-info.yaml', problem: 'no-url' },
  { why: 'a file of the server is not for the web', text: 'file:///etc/passwd', problem: 'scheme' },
  { why: 'a script is no target', text: 'javascript:alert(1)', problem: 'scheme' },
])('$why', ({ text, problem }) => {
  expect(targetProblem(text)).toBe(problem)
})

test.each([
  { why: 'a YAML file is one', url: 'https://git.example/a/catalog-info.yaml?ref=main', is: true },
  { why: 'a repository is not', url: 'https://git.example/a/b', is: false },
])('$why', ({ url, is }) => {
  expect(isDescriptor(url)).toBe(is)
})
