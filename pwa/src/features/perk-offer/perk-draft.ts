/**
 * A perk being written: what the form holds, and the way to the server's terms and back. Pure.
 * Days are Qinghai's (UTC+8); a last day is meant whole, so its window ends at the next midnight.
 */
import type { Schemas } from '../../api/shapes.ts'
import { fenOf } from '../../parts/perk/words.ts'

type Terms = Schemas['Terms']
export type Audience = 'citizen' | 'merchant'
export type Kind = Terms['benefit']['kind']
export type Category = Terms['category']
export type FactKind = 'honour' | 'volunteer' | 'blood_donation' | 'booking' | 'pledge'
export const FACT_KINDS: FactKind[] = ['honour', 'volunteer', 'blood_donation', 'booking', 'pledge']
export const KINDS: Kind[] = ['free', 'percent_off', 'amount_off', 'balance', 'no_deposit', 'priority', 'waiver', 'referral']
const MONEY: Kind[] = ['free', 'percent_off', 'amount_off', 'balance', 'waiver']
export const OF_PEOPLE: Category[] = ['parking', 'scenic', 'transport', 'library', 'rental', 'medical', 'retail', 'service', 'finance']
export const OF_SHOPS: Category[] = ['finance', 'promotion', 'green_channel', 'inspection', 'service', 'retail']

/** Numbers stand as typed, so that an emptied box is not a zero. */
export type Condition =
  | { type: 'fact'; kind: FactKind; at_least: string; months: string }
  | { type: 'age'; at_least: string; at_most: string }
  | { type: 'area'; divisions: string[] }
  | { type: 'grade'; at_least: 'A' | 'B' | 'C' }
  | { type: 'trade'; trades: string }
  | { type: 'commitment'; templates: string[] }

export interface Place {
  uscc: string
  name: string
}

export interface Draft {
  title: string
  summary: string
  details: string
  legalBasis: string
  audience: Audience
  category: Category
  kind: Kind
  value: string
  percent: string
  claimFrom: string
  claimUntil: string
  useUntil: string
  useDays: string
  weekdays: number[]
  opens: string
  closes: string
  blackouts: { first: string; last: string }[]
  total: string
  perPerson: string
  period: '' | 'day' | 'week' | 'month'
  perPeriod: string
  perPlaceDay: string
  uses: string
  cap: string
  placeCap: string
  divisions: { division: string; cap: string }[]
  places: Place[]
  any: boolean
  conditions: Condition[]
  stacking: NonNullable<Terms['stacking']>
  grace: NonNullable<Terms['grace']>
  reserve: string
  reversal: string
  /** Hours that a freed voucher is kept for the next who waits; empty: no waitlist. */
  waitlist: string
  byDraw: boolean
  enterFrom: string
  enterUntil: string
  /** `2026-12-31T10:00`, Qinghai's time. */
  drawAt: string
  accept: string
  source: string
  /** What the form does not know of terms that it opened; sent back as it came. */
  rest: Record<string, unknown>
}

const DAY = 86_400_000
export const EAST = 8 * 3_600_000
export const dayAt = (ms: number): string => new Date(ms + EAST).toISOString().slice(0, 10)
const start = (day: string): string => `${day}T00:00:00+08:00`
const end = (day: string): string => (day ? start(dayAt(Date.parse(start(day)) + DAY)) : '')

export function emptyDraft(place: Place | null, now = Date.now()): Draft {
  return {
    title: '', summary: '', details: '', legalBasis: '', audience: 'citizen', category: 'retail', kind: 'amount_off', value: '', percent: '',
    claimFrom: dayAt(now), claimUntil: dayAt(now + 90 * DAY), useUntil: dayAt(now + 120 * DAY), useDays: '', weekdays: [], opens: '', closes: '', blackouts: [],
    total: '', perPerson: '1', period: '', perPeriod: '', perPlaceDay: '', uses: '1', cap: '', placeCap: '', divisions: [],
    places: place ? [place] : [], any: false, conditions: [], stacking: 'common', grace: 'keep', reserve: '', reversal: '24',
    waitlist: '', byDraw: false, enterFrom: dayAt(now), enterUntil: dayAt(now + 14 * DAY), drawAt: `${dayAt(now + 15 * DAY)}T10:00`, accept: '48', source: '', rest: {},
  }
}

export const hasMoney = (kind: Kind): boolean => MONEY.includes(kind)

const whole = (typed: string, empty = 0): number => (/^\d{1,9}$/.test(typed.trim()) ? Number(typed.trim()) : typed.trim() === '' ? empty : NaN)
const fen = (typed: string): number => (typed.trim() === '' ? 0 : (fenOf(typed) ?? NaN))
const lines = (text: string, by: RegExp): string[] => text.split(by).map((one) => one.trim()).filter(Boolean)

/** The most that one voucher can cost, in 分. */
export const claimFen = (draft: Draft): number => fen(draft.value) * (draft.kind === 'balance' ? 1 : whole(draft.uses, 1))

function conditionOf(one: Condition): unknown {
  switch (one.type) {
    case 'fact':
      return { type: 'fact', kind: one.kind, at_least: whole(one.at_least, 1), months: whole(one.months) }
    case 'age':
      return { type: 'age', at_least: whole(one.at_least), at_most: whole(one.at_most, 150) }
    case 'trade':
      return { type: 'trade', trades: lines(one.trades, /[、,，\n]/) }
    default:
      return one
  }
}

const drawOf = (draft: Draft): Record<string, unknown> => ({
  enterFrom: start(draft.enterFrom), enterUntil: end(draft.enterUntil), drawAt: draft.drawAt ? `${draft.drawAt}:00+08:00` : '', acceptHours: whole(draft.accept, 48), publicSource: draft.source.trim(),
})

/** The server's terms. What is wrong is the server's to say, but what is no number is not sent. */
export function termsOf(draft: Draft): Record<string, unknown> {
  const money = hasMoney(draft.kind)
  const conditions = draft.conditions.map(conditionOf)
  return {
    ...draft.rest,
    title: draft.title.trim(),
    summary: draft.summary.trim(),
    details: lines(draft.details, /\n/),
    legalBasis: draft.legalBasis.trim(),
    audience: draft.audience,
    category: draft.category,
    benefit: { kind: draft.kind, valueFen: money ? fen(draft.value) : 0, percent: draft.kind === 'percent_off' ? whole(draft.percent) : 0 },
    windows: {
      claimFrom: start(draft.claimFrom), claimUntil: end(draft.claimUntil), useUntil: end(draft.useUntil), useDays: whole(draft.useDays),
      weekdays: [...draft.weekdays].sort(), opens: draft.opens ? `${draft.opens}:00` : '00:00:00', closes: draft.closes ? `${draft.closes}:00` : null,
      blackouts: draft.blackouts.filter((one) => one.first && one.last),
    },
    quota: {
      total: whole(draft.total), perPerson: whole(draft.perPerson, 1), period: draft.period, perPeriod: draft.period ? whole(draft.perPeriod) : 0,
      perPlaceDay: whole(draft.perPlaceDay), uses: whole(draft.uses, 1),
    },
    money: {
      capFen: money ? fen(draft.cap) : 0, placeCapFen: money ? fen(draft.placeCap) : 0,
      divisions: money ? draft.divisions.filter((one) => one.division).map((one) => ({ division: one.division, capFen: fen(one.cap) })) : [],
    },
    places: draft.places.map((one) => one.uscc),
    ...('eligibility' in draft.rest ? {} : { eligibility: draft.any && conditions.length > 1 ? { type: 'any', conditions } : { type: 'all', conditions } }),
    stacking: draft.stacking,
    grace: draft.audience === 'merchant' ? draft.grace : 'keep',
    reserveSeconds: whole(draft.reserve) * 60,
    reversalHours: whole(draft.reversal, 24),
    waitlistHours: draft.byDraw || draft.audience === 'merchant' ? 0 : whole(draft.waitlist),
    draw: draft.byDraw && draft.audience === 'citizen' ? drawOf(draft) : null,
  }
}

export const STEPS = ['what', 'when', 'much', 'who', 'rules', 'check'] as const
export type Step = (typeof STEPS)[number]

/** On which page of the form a field of the terms stands. */
export function stepOf(field: string): Step {
  const head = field.split(/[.[]/)[0] ?? ''
  if (head === 'windows') return 'when'
  if (['quota', 'money', 'draw', 'waitlistHours'].includes(head)) return 'much'
  if (head === 'eligibility') return 'who'
  if (['places', 'stacking', 'grace', 'reserveSeconds', 'reversalHours', 'legalBasis', 'details'].includes(head)) return 'rules'
  return 'what'
}

/** Faults by field, as the server names them: `terms.windows.claimUntil` and `windows.claimUntil` alike. */
export const faultsBy = (errors: { field: string; message: string }[]): Record<string, string> =>
  Object.fromEntries(errors.map((one) => [one.field.replace(/^(data\.)?terms\./, '').replace(/\[.*$/, ''), one.message]))
