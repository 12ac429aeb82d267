import { describe, expect, it } from 'vitest'
import { withOldSelectors } from '../scripts/old-selectors.ts'

const FOR_OLD = '@supports not selector(:where(a))'

describe('scoped rules', () => {
  it('are said again with the plain class, for browsers without :where alone', () => {
    const rule = '.a.svelte-x1 b:where(.svelte-x1) i:where(.svelte-x1)::before, h2.svelte-x1 { top: 0 }'
    expect(withOldSelectors(rule)).toBe(`${rule}${FOR_OLD}{.a.svelte-x1 b.svelte-x1 i.svelte-x1::before, h2.svelte-x1 { top: 0 }}`)
  })

  it('stay inside their media query, and others stay as they are', () => {
    const rule = '.a.svelte-x1 b:where(.svelte-x1) { top: 0 }'
    const plain = '.c.svelte-x1 { top: 0 } @keyframes svelte-x1-k { to { top: 0 } } '
    expect(withOldSelectors(`${plain}@media print { ${rule} }`)).toContain(`${FOR_OLD}{ .a.svelte-x1 b.svelte-x1 { top: 0 }} }`)
    expect(withOldSelectors(plain)).toBe(plain)
  })
})
