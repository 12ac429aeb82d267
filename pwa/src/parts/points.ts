/** Signed points with a real minus sign, one decimal at most: `+18`, `−14.5`. */
export function signed(points: number): string {
  const size = Math.round(Math.abs(points) * 10) / 10
  return points < 0 ? `−${size}` : `+${size}`
}
