/** Where the phone is, told to the server only as the middle of a cell of 0.1° (about 10 km). */
export interface Here {
  lng: number
  lat: number
}

/** All in one cell ask the same. */
export const coarse = ({ lng, lat }: Here): string => [lng, lat].map((one) => (Math.floor(one * 10) / 10 + 0.05).toFixed(2)).join(',')

/** A position as good as the phone has at once; it is used here and forgotten with the page. */
export const findHere = (): Promise<Here> =>
  new Promise((resolve, reject) => {
    if (!navigator.geolocation) return reject(new Error('no geolocation'))
    navigator.geolocation.getCurrentPosition(({ coords }) => resolve({ lng: coords.longitude, lat: coords.latitude }), reject, { timeout: 10_000, maximumAge: 300_000 })
  })
