import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { checkProof, drawOrder, type DrawProof } from '../src/features/perks/perk-draw-proof.ts'

interface Case {
  name: string
  proof: DrawProof
  earlier: DrawProof | null
  fields: string[]
}
const { cases } = JSON.parse(readFileSync(new URL('../../tests/vectors/draws.json', import.meta.url), 'utf8')) as { cases: Case[] }

describe('a draw, reckoned again on the phone', () => {
  it.each(cases.map((one) => [one.name, one] as const))('%s', (_, { proof, earlier, fields }) => {
    expect(checkProof(proof, earlier).map((each) => each.field)).toEqual(fields)
  })

  it('takes 20,000 entries in about a second', () => {
    const entries = Array.from({ length: 20_000 }, (_, i) => String(i).padStart(8, '0'))
    const order = drawOrder(new Uint8Array(32), ['a', 'b', ''], entries)
    expect([...order].sort()).toEqual(entries)
    expect(order).not.toEqual(entries)
  })
})
