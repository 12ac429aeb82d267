/** Small things that every map of the desk needs. */
import * as L from 'leaflet'

export const isDark = (): boolean => getComputedStyle(document.documentElement).colorScheme === 'dark'

/** A mark as large as a finger; what is seen of it is drawn by the style sheet. */
export const sign = (className: string, text: string): L.DivIcon => L.divIcon({ className, html: text, iconSize: [44, 44] })
