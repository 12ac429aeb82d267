/** Screens that come in one piece: a name of its own for each would weigh on the first route. */
import { withWords, type Route } from './route.ts'

type Follow = typeof import('./follow-screens.ts').screens

/** About keeping one's word; the first of them brings a table of contents for all. */
export const following = (name: keyof Follow): Route['load'] => withWords('follow', async () => (await import('./follow-screens.ts')).screens[name]())

export const breaches = (name: keyof typeof import('../features/breaches/screens.ts')): Route['load'] =>
  withWords('breach', async () => ({ default: (await import('../features/breaches/screens.ts'))[name] }))

export const objections = (name: keyof typeof import('../features/objections/objection-screens.ts')): Route['load'] =>
  withWords('objection', async () => ({ default: (await import('../features/objections/objection-screens.ts'))[name] }))

/** Credit reports: of who has them, and of who is given one. */
export const reports = (name: keyof typeof import('../features/reports/report-screens.ts')): Route['load'] =>
  withWords('credit', async () => ({ default: (await import('../features/reports/report-screens.ts'))[name] }))

export const given = (name: keyof typeof import('../features/reports/report-public.ts')): Route['load'] =>
  withWords('credit', async () => ({ default: (await import('../features/reports/report-public.ts'))[name] }))
