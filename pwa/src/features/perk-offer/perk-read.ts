/** The form for terms in force: the way back of `perk-draft.ts`. */
import type { Schemas } from '../../api/shapes.ts'
import { yuan } from '../../parts/perk/words.ts'
import { dayAt, EAST, type Condition, type Draft, type FactKind } from './perk-draft.ts'

type Terms = Schemas['Terms']
const lastDay = (iso: string): string => dayAt(Date.parse(iso) - 1000)

type Rule = { type: string; conditions?: Rule[] } & Record<string, unknown>

function readCondition(rule: Rule): Condition | null {
  switch (rule.type) {
    case 'fact':
      return { type: 'fact', kind: rule['kind'] as FactKind, at_least: String(rule['at_least'] ?? 1), months: rule['months'] ? String(rule['months']) : '' }
    case 'age':
      return { type: 'age', at_least: String(rule['at_least'] ?? 0), at_most: rule['at_most'] === undefined || rule['at_most'] === 150 ? '' : String(rule['at_most']) }
    case 'area':
      return { type: 'area', divisions: rule['divisions'] as string[] }
    case 'grade':
      return { type: 'grade', at_least: rule['at_least'] as 'A' }
    case 'trade':
      return { type: 'trade', trades: (rule['trades'] as string[]).join('、') }
    case 'commitment':
      return { type: 'commitment', templates: rule['templates'] as string[] }
    default:
      return null
  }
}

/** The form for terms in force; a rule that is nested deeper than the form shows is kept as it is. */
export function draftOf(terms: Terms, names: Map<string, string>): Draft {
  const rule = (terms.eligibility ?? { type: 'all' }) as unknown as Rule
  const singles = rule.type === 'all' || rule.type === 'any' ? (rule.conditions ?? []) : [rule]
  const conditions = singles.map(readCondition)
  const simple = conditions.every((one) => one !== null)
  const { windows, quota, benefit } = terms
  const money: Partial<Schemas['Money']> = terms.money ?? {}
  const known = new Set(['title', 'summary', 'details', 'legalBasis', 'audience', 'category', 'benefit', 'windows', 'quota', 'money', 'places', 'stacking', 'grace', 'reserveSeconds', 'reversalHours', 'waitlistHours', 'draw', ...(simple ? ['eligibility'] : [])])
  const draw = terms.draw ?? null
  const text = (n: number | undefined): string => (n ? String(n) : '')
  const amount = (n: number | undefined): string => (n ? yuan(n) : '')
  return {
    title: terms.title, summary: terms.summary, details: (terms.details as string[]).join('\n'), legalBasis: terms.legalBasis,
    audience: terms.audience ?? 'citizen', category: terms.category, kind: benefit.kind, value: amount(benefit.valueFen), percent: text(benefit.percent),
    claimFrom: dayAt(Date.parse(windows.claimFrom)), claimUntil: lastDay(windows.claimUntil), useUntil: lastDay(windows.useUntil), useDays: text(windows.useDays),
    weekdays: [...((windows.weekdays ?? []) as number[])], opens: windows.opens && !windows.opens.startsWith('00:00') ? windows.opens.slice(0, 5) : '', closes: windows.closes?.slice(0, 5) ?? '',
    blackouts: ((windows.blackouts ?? []) as { first: string; last: string }[]).map(({ first, last }) => ({ first, last })),
    total: String(quota.total), perPerson: String(quota.perPerson ?? 1), period: quota.period ?? '', perPeriod: text(quota.perPeriod), perPlaceDay: text(quota.perPlaceDay), uses: String(quota.uses ?? 1),
    cap: amount(money.capFen), placeCap: amount(money.placeCapFen), divisions: ((money.divisions ?? []) as { division: string; capFen: number }[]).map((one) => ({ division: one.division, cap: amount(one.capFen) })),
    places: (terms.places as string[]).map((uscc) => ({ uscc, name: names.get(uscc) ?? uscc })),
    any: rule.type === 'any', conditions: simple ? (conditions as Condition[]) : [],
    stacking: terms.stacking ?? 'common', grace: terms.grace ?? 'keep', reserve: text((terms.reserveSeconds ?? 0) / 60), reversal: String(terms.reversalHours ?? 24),
    waitlist: text(terms.waitlistHours), byDraw: draw !== null, enterFrom: draw ? dayAt(Date.parse(draw.enterFrom)) : '', enterUntil: draw ? lastDay(draw.enterUntil) : '',
    drawAt: draw ? new Date(Date.parse(draw.drawAt) + EAST).toISOString().slice(0, 16) : '', accept: String(draw?.acceptHours ?? 48), source: draw?.publicSource ?? '',
    rest: Object.fromEntries(Object.entries(terms).filter(([name]) => !known.has(name))),
  }
}
