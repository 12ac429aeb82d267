/** What stands on the screen at one moment: the code, drawn, and when it was fit to be shown. */
import { drawCode, type Drawn } from '../../parts/draw-code.ts'
import { passChain, preimageAt } from '../../verify/chain.ts'
import { buildPassText } from '../../verify/pass-text.ts'
import type { Slot } from './slots.ts'

export function passText(slot: Slot, step: number, origin: string): string {
  return buildPassText(slot.token, step, preimageAt(passChain(slot.seed), step), origin)
}

/** Null when a pass and its seed do not belong together: better no code than one that fails at the door. */
export function drawPass(slot: Slot, step: number, origin: string): Drawn | null {
  try {
    const text = passText(slot, step, origin)
    return drawCode(text, text.slice(text.indexOf('#') + 1))
  } catch {
    return null
  }
}
