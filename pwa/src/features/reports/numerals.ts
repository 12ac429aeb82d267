const DIGITS = '〇一二三四五六七八九'

/** 一 to 二十九, as sections are numbered. */
export function numeral(number: number): string {
  const tens = Math.floor(number / 10)
  const ones = number % 10
  const head = tens === 0 ? '' : tens === 1 ? '十' : `${DIGITS[tens]}十`
  return head + (ones ? DIGITS[ones] : '')
}

/** A report's number as people read it: the moment, then the serial. */
export const grouped = (number: string): string => `${number.slice(0, 14)} ${number.slice(14)}`
