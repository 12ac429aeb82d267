import type { PastBadge } from '../src/api/shapes.ts'
import { describe, expect, it } from 'vitest'
import { holdBadge, mayShow, type HeldBadge } from '../src/features/merchant/held-badge.ts'
import { PRINTS, readAt } from '../src/features/merchant/formats.ts'
import { nameRoom } from '../src/features/merchant/short-name.ts'
import { lastDay, MARKS, mayEnd, presentBadge, type BadgeStatus } from '../src/parts/badge/past.ts'

const held: HeldBadge = {
  at: Date.parse('2026-11-23T10:00:00Z'),
  url: 'https://xyqh.cn/v/123',
  digits: '123',
  shortCode: 'N3QFRZEQW',
  expiresOn: '2027-02-21',
  name: '花海听风',
  address: '',
  grade: 'C',
  demo: true,
}

describe('a kept badge', () => {
  it('is shown through its last day in Qinghai, and not a minute longer', () => {
    expect(mayShow(held, Date.parse('2027-02-21T15:59:00Z'))).toBe(true)
    expect(mayShow(held, Date.parse('2027-02-21T16:00:00Z'))).toBe(false)
  })

  it('is not shown by a clock that was set back', () => {
    expect(mayShow(held, held.at - 60_000)).toBe(true)
    expect(mayShow(held, held.at - 600_000)).toBe(false)
  })

  it('says what is under the signature, not what the page says', () => {
    const { at, name, address, grade, demo, ...link } = held
    const shop = { shortName: '别的名字', address: '门源', demo: true, evaluation: { grade: 'A' } }
    const kept = holdBadge({ ...link, shortName: name, grade: 'C', issuedOn: '2026-11-23' } as never, shop as never, at)
    expect(kept).toEqual({ ...held, address: '门源' })
    expect([address, grade, demo]).toEqual(['', 'C', true])
  })
})

describe('room for a short name', () => {
  const limits = { maxCharacters: 8, maxBytes: 24 }

  it('counts characters, not code units', () => {
    expect(nameRoom(' 花海听风 ', limits)).toEqual({ used: 4, left: 4, fits: true })
    expect(nameRoom('𠮷祥', limits).used).toBe(2)
    expect(nameRoom('', limits).fits).toBe(false)
  })

  it('refuses what is too long in either measure', () => {
    expect(nameRoom('花海听风大客栈和酒店', limits)).toEqual({ used: 10, left: -2, fits: false })
    expect(nameRoom('𠮷𠮷𠮷𠮷𠮷𠮷𠮷', limits).fits).toBe(false) // seven characters, 28 bytes
  })
})

describe('the past of codes', () => {
  const past = (status: BadgeStatus): PastBadge => ({ status, shortCode: status, expiresAt: '2027-02-21T16:00:00Z' }) as PastBadge
  const history = (...statuses: BadgeStatus[]) => ({ items: statuses.map(past), suspendedUntil: null, renewBy: null, renewDue: false, renewNotice: '' })

  it('presents the code that counts, else the newest', () => {
    expect(presentBadge(history('suspended', 'active', 'revoked'))?.status).toBe('active')
    expect(presentBadge(history('suspended', 'replaced'))?.status).toBe('suspended')
    expect(presentBadge(history())).toBeNull()
  })

  it('ends what a thief could still show: also a code that only lacks data, nothing that has ended', () => {
    const now = Date.parse('2026-12-01T00:00:00Z')
    expect(mayEnd(history('suspended', 'revoked'), now)).toBe(true)
    expect(mayEnd(history('revoked', 'expired'), now)).toBe(false)
    expect(mayEnd(history('suspended'), Date.parse('2027-02-21T16:00:00Z'))).toBe(false)
  })

  it('tells the last day, not the midnight after it', () => {
    expect(lastDay('2027-02-21T16:00:00Z')).toBe('2027-02-21')
  })

  it('never marks two ways of being useless with the sign of a good code', () => {
    expect(Object.values(MARKS).filter((mark) => mark.tone === 'good')).toHaveLength(1)
  })
})

describe('printed forms', () => {
  it('hold the code they say, at 3 cm or more, within the sheet', () => {
    for (const { code, width, height, pieces } of PRINTS) {
      expect(code).toBeGreaterThanOrEqual(30)
      expect(code).toBeLessThan(Math.min(width, height))
      if (pieces) expect(pieces.across * pieces.width).toBeLessThan(width)
    }
    expect(readAt(30)).toBe(15)
  })
})
