/** What stands on the screen at one step: the voucher's code, drawn. */
import { drawCode, type Drawn } from '../../parts/draw-code.ts'
import { voucherText } from '../../parts/perk/chain.ts'
import type { HeldVoucher } from './held.ts'

/** Null when token and seed do not belong together: better no code than one that fails at the till. */
export function drawVoucher({ token, seed, origin }: HeldVoucher, step: number): Drawn | null {
  try {
    const text = voucherText(token, seed, step, origin)
    return drawCode(text, text.slice(text.indexOf('#') + 1))
  } catch {
    return null
  }
}
