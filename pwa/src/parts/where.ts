/** Where a shop is: its address, with the county in front only when the address leaves it out. */
export function whereIs(shop: { address: string; divisionName: string }): string {
  const { address, divisionName } = shop
  if (!address) return divisionName
  return address.startsWith(divisionName) ? address : `${divisionName} ${address}`.trim()
}
