/** Words of the map. */
export const map = {
  'map.title': '信用地图',
}
