import type { Form } from './district-draft.ts'

/** Fields in which two forms differ, for the officer who meets another's change. */
export const differing = (mine: Form, theirs: Form): (keyof Form)[] =>
  (Object.keys(theirs) as (keyof Form)[]).filter((key) => key !== 'reason' && key !== 'revision' && JSON.stringify(mine[key]) !== JSON.stringify(theirs[key]))
