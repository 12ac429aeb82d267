/** Words of the screens of 核验、信任包. They come with `withWords('verify', …)` in shell/routes.ts. */
export const verify = {} as const
