import { defineErrors, Type } from '@callboard/model'

const At = { at: Type.String(), reason: Type.String() }

/** What can be wrong with config files before any schema is asked. */
export const configErrors = defineErrors('config', {
  fileMissing: {
    name: 'InputError',
    data: { file: Type.String() },
    message: 'There is no config file {file}.',
    hint: 'Create it, correct the path, or name the files to read with --config.',
  },
  fileUnreadable: {
    name: 'InputError',
    data: { at: Type.String(), file: Type.String(), reason: Type.String() },
    message: '{at}: the file {file} cannot be read: {reason}.',
    hint: 'Paths are relative to the file that names them. Check the path and the rights of the process.',
  },
  remoteFile: {
    name: 'InputError',
    data: { file: Type.String() },
    message: 'Config is read from files only, and {file} is a URL.',
    hint: 'Download it first and pass the path of the file.',
  },
  notYaml: {
    name: 'InputError',
    data: At,
    message: '{at}: this is not valid YAML: {reason}',
    hint: 'Correct the file; nothing of it was used.',
  },
  notAllowed: { name: 'InputError', data: At, message: '{at}: {reason}' },
  invalid: {
    name: 'InputError',
    data: { problems: Type.String() },
    message: 'The configuration is wrong:\n{problems}',
    hint: 'Correct the named keys. `callboard config:check` repeats this check without starting.',
  },
  missingValue: {
    name: 'InputError',
    data: { key: Type.String(), source: Type.String() },
    message: "Missing required config value at '{key}' in '{source}'",
    hint: 'Add the key to one of the config files.',
  },
  wrongType: {
    name: 'InputError',
    data: { key: Type.String(), source: Type.String(), actual: Type.String(), wanted: Type.String() },
    message: "Invalid type in config for key '{key}' in '{source}', got {actual}, wanted {wanted}",
  },
  unconvertible: {
    name: 'InputError',
    data: { key: Type.String(), source: Type.String(), wanted: Type.String() },
    message: "Unable to convert config value for key '{key}' in '{source}' to a {wanted}",
  },
})
