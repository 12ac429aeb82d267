/** Codes of ours that are no badge and no pass have pages of their own: vouchers (for the till), credit reports. */
const OWN_PAGES = ['/r#', '/credit-report/']

/** The path of such a page, or null: a badge, a pass, or nothing of ours. */
export function ownPage(text: string): string | null {
  const path = text.startsWith(location.origin) ? text.slice(location.origin.length) : ''
  return OWN_PAGES.some((one) => path.startsWith(one)) ? path : null
}
