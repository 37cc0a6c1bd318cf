/** The package types its entry points only; this is one of its tables: "萬 万|與 与|…". */
declare module 'opencc-js/dict/TSCharacters' {
  const table: string
  export default table
}
