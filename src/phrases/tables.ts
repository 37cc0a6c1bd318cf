const SENTENCES: Readonly<Record<string, string>> = {
  'table.empty': '这个文件里没有内容。',
  'table.too-big': '文件太大，最多20MB。请拆成几个再导入。',
  'table.too-many-rows': '行数太多，最多20万行。请拆成几个再导入。',
  'table.too-many-columns': '列数太多，最多200列。请检查是不是选错了文件。',
  'table.not-a-table': '这不是表格文件。请用 Excel 或 WPS 另存为 .xlsx 或 .csv 再导入。',
  'table.old-excel': '这是旧版 .xls，或是加了密码的表格。请打开后另存为 .xlsx（不加密码）再导入。',
  'table.web-page': '这个文件其实是网页。请用 Excel 或 WPS 打开，另存为 .xlsx 再导入。',
  'table.bad-xlsx': '这个 .xlsx 打不开，可能没有下载完整，或者不是真的表格。请重新另存一份再导入。',
  'table.bad-quote':
    '引号用得不对。内容里有引号的，整格要用英文引号括起来，里面的引号写两个；或者另存为 .xlsx 再导入。',
  'table.open-quote': '有一个英文引号只有开头没有结尾。请补上，或者另存为 .xlsx 再导入。',
}

/** One sentence for staff about a file that cannot be read as a table, with the line where it has one. */
export const tableProblemText = (problem: { readonly code: string; readonly line: number | null }): string => {
  const sentence = SENTENCES[problem.code] ?? '这个表格读不了。请另存为 .xlsx 再导入。'
  return problem.line === null ? sentence : `第${problem.line}行：${sentence}`
}
