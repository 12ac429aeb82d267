import { t, type Key } from '../../i18n/index.svelte.ts'
import { zh } from '../../i18n/zh.ts'

/** The files that an officer can import, in the order of how often they come. */
export const KINDS = ['permits', 'penalties', 'registry', 'honours', 'judgments', 'dishonesty', 'abnormal', 'contracts', 'commitments', 'inspections', 'declared'] as const

/** A kind in words; one this build does not know keeps the server's name. */
export function kindName(kind: string): string {
  const key = `office.kind.${kind}` as Key
  return key in zh ? t(key) : kind
}
