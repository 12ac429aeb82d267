import { beforeAll, describe, expect, it } from 'vitest'
import { inWords } from '../src/features/codes/spoken.ts'
import { addWords } from '../src/i18n/index.svelte.ts'
import type { OfflineVerdict, Reason } from '../src/verify/index.ts'

const REASONS: Reason[] = [
  'not_a_code', 'foreign', 'damaged', 'wrong_kind', 'unknown_key', 'bad_signature', 'not_yet_valid', 'expired',
  'bad_rotation', 'outdated', 'unknown', 'revoked', 'suspended',
]
const refused = (reason: Reason, kind: 'citizen' | 'merchant') =>
  inWords({ verdict: 'invalid', reason, kind } as OfflineVerdict)

describe('what is said about the code of a person', () => {
  beforeAll(() => addWords('verify'))

  it.each(REASONS)('%s blames nobody and speaks of no shop', (reason) => {
    const words = Object.values(refused(reason, 'citizen')).join('')
    expect(words).not.toMatch(/店|牌子|12315|伪造|吊销|相信|\.do\.|\.reason\./)
  })

  it('differs from what is said about the code of a shop', () => {
    expect(refused('revoked', 'citizen').message).toContain('不说明对方有任何问题')
    expect(refused('revoked', 'merchant').message).toContain('店家')
  })
})
