import { describe, expect, it } from 'vitest'
import { claimFen, emptyDraft, faultsBy, stepOf, termsOf, type Draft } from '../src/features/perk-offer/perk-draft.ts'
import { draftOf } from '../src/features/perk-offer/perk-read.ts'

const NOW = Date.parse('2026-11-30T20:00:00Z') // 1 December, 04:00 in Qinghai
const filled = (): Draft => ({
  ...emptyDraft({ uscc: '91630102MA00000001', name: '示例店' }, NOW),
  title: '减五元', summary: '到店减五元', details: '结账出示\n一次一张', legalBasis: '商户自愿提供', value: '5.50', total: '100', cap: '550',
  uses: '2', weekdays: [6, 1], opens: '09:00', closes: '21:30', blackouts: [{ first: '2027-01-01', last: '2027-01-03' }, { first: '', last: '' }],
  conditions: [{ type: 'fact', kind: 'volunteer', at_least: '20', months: '' }, { type: 'age', at_least: '60', at_most: '' }], any: true,
})

describe('a perk being written', () => {
  it('counts days as Qinghai does, the last one whole', () => {
    const { windows } = termsOf(filled()) as { windows: Record<string, unknown> }
    expect(windows).toMatchObject({ claimFrom: '2026-12-01T00:00:00+08:00', claimUntil: '2027-03-02T00:00:00+08:00', weekdays: [1, 6], opens: '09:00:00', closes: '21:30:00', blackouts: [{ first: '2027-01-01', last: '2027-01-03' }] })
  })

  it('sends money in fen, conditions in the language of the server, and nothing of an empty box', () => {
    const terms = termsOf(filled()) as Record<string, Record<string, unknown>>
    expect(terms['benefit']).toEqual({ kind: 'amount_off', valueFen: 550, percent: 0 })
    expect(terms['money']).toMatchObject({ capFen: 55_000, placeCapFen: 0, divisions: [] })
    expect(terms['eligibility']).toEqual({ type: 'any', conditions: [{ type: 'fact', kind: 'volunteer', at_least: 20, months: 0 }, { type: 'age', at_least: 60, at_most: 150 }] })
    expect(claimFen(filled())).toBe(1100)
    const free = termsOf({ ...filled(), kind: 'priority' }) as Record<string, Record<string, unknown>>
    expect([free['benefit'], free['money']]).toEqual([{ kind: 'priority', valueFen: 0, percent: 0 }, { capFen: 0, placeCapFen: 0, divisions: [] }])
  })

  it('opens terms in force and gives them back unchanged', () => {
    const terms = termsOf(filled())
    const names = new Map([['91630102MA00000001', '示例店']])
    expect(termsOf(draftOf(terms as never, names))).toEqual(terms)
    const nested = { ...terms, eligibility: { type: 'all', conditions: [{ type: 'any', conditions: [{ type: 'grade', at_least: 'A' }] }] }, waitlistHours: 0, draw: { enterFrom: '2026-12-01T00:00:00+08:00', enterUntil: '2026-12-15T00:00:00+08:00', drawAt: '2026-12-15T10:00:00+08:00', acceptHours: 24, publicSource: '' }, later: { kept: true } }
    expect(termsOf(draftOf(nested as never, names))).toEqual(nested)
  })

  it('knows where a fault of the server stands', () => {
    const faults = faultsBy([{ field: 'terms.title', message: '长度至少 2' }, { field: 'windows.claimUntil', message: '晚于开始' }, { field: 'terms.places[0]', message: '长度至少 18' }])
    expect(faults).toEqual({ title: '长度至少 2', 'windows.claimUntil': '晚于开始', places: '长度至少 18' })
    expect(['title', 'benefit.valueFen', 'windows.closes', 'quota.total', 'money.capFen', 'eligibility', 'places', 'legalBasis'].map(stepOf)).toEqual(['what', 'what', 'when', 'much', 'much', 'who', 'rules', 'rules'])
  })
})
