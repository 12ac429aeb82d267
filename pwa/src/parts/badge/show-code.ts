/** A badge's typed code as it stands on paper: `ABCD-EFGH-J`. */
export const showCode = (code: string): string => code.replace(/^(.{4})(.{4})(.)$/, '$1-$2-$3')
