/** Money and benefits in words. Money comes in 分. */
import { t } from '../../i18n/index.svelte.ts'

/** `5`, `5.50`: no decimals where there are none. */
export const yuan = (fen: number): string => (fen % 100 ? (fen / 100).toFixed(2) : String(fen / 100))

export interface Benefit {
  benefit: string
  valueFen: number
  percent: number
}

/** What one use gives, in a few words. */
export function benefitWords({ benefit, valueFen, percent }: Benefit): string {
  const n = yuan(valueFen)
  switch (benefit) {
    case 'percent_off':
      return t('perk.gives.percent_off', { n: percent, most: n })
    case 'free':
    case 'amount_off':
    case 'balance':
    case 'waiver':
      return t(`perk.gives.${benefit}`, { n })
    case 'no_deposit':
    case 'priority':
      return t(`perk.gives.${benefit}`)
    default:
      return t('perk.gives.referral')
  }
}

/** 元 as typed, in 分; null for anything that is no amount. */
export function fenOf(typed: string): number | null {
  const text = typed.trim()
  if (!/^\d{1,7}(\.\d{1,2})?$/.test(text)) return null
  return Math.round(Number(text) * 100)
}

export const CATEGORIES = ['parking', 'scenic', 'transport', 'library', 'rental', 'medical', 'retail', 'service', 'finance'] as const
