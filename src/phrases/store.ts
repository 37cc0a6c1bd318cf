/** One clear sentence for each way a database or its file can fail: what it is and what to do. */
const SENTENCES: Readonly<Record<string, string>> = {
  'store.missing': '没有这个数据库文件。先运行 npm start，或者用 --db 指到正确的文件。',
  'store.not-a-database': '这个文件不是数据库，没有动它。请用 --db 指到正确的文件。',
  'store.foreign': '这个数据库不是五共的，没有动它。请用 --db 指到正确的文件。',
  'store.newer': '这个数据库是更新版本的五共写的，没有动它。请先升级五共，再打开。',
  'store.empty': '这个数据库还是空的，没有动它。先运行 npm start，或者用 --db 指到正确的数据库。',
  'store.older':
    '这个数据库是旧版本的五共写的，没有动它。请先用 backup 备份（PostgreSQL 用旧版本的五共备份），再 start，它会升级。',
  'store.older-running':
    '旧版本的五共还在跑，这次升级它们受不了，没有动数据库。请先把旧的都停下（等半分钟），再启动新的。',
  'store.full': '磁盘满了，写不进去。请腾出空间；开着的五共会自己接着来，消息不会丢，停了的再运行一次。',
  'store.busy': '数据库正被别的程序占着。请关掉那个程序再试。',
  'store.corrupt': '数据库文件坏了。请用 restore 恢复最近的备份。',
  'store.folder': '这是个文件夹，不是数据库文件，没有动它。请用 --db 指到文件。',
  'store.unreadable': '数据库文件打不开。请看看文件在不在、有没有读写权限。',
  'store.not-durable': '这个磁盘不能保证写进去的东西不丢（可能是网络盘），没有打开。请换到本机磁盘。',
  'store.in-use': '五共正在用这个数据库。请先停下它再试；刚断掉的 move 也会这样，等几秒再运行一次。',
  'store.no-place': '放数据库的文件夹写不进去。请改文件夹的权限、看看磁盘是不是满了，或用 --db 换一个地方。',
  'store.unreachable':
    '连不上数据库服务器。请看看它开着没有、DATABASE_URL 的主机和端口对不对，好了再运行一次（有程序看着它重启的，会自己再来）。',
  'store.refused': '数据库服务器不让登录。请看看 DATABASE_URL 里的用户名和密码。',
  'store.read-only':
    '数据库服务器不让这个用户改数据。请给 DATABASE_URL 里的用户建表和读写的权利（让它做这个库的主人最省事），不要连只读的备机。',
  'store.failed': '数据库服务器没有照办。请看看服务器的日志，再找维护的人。',
  'store.no-database': '数据库服务器上没有这个库。请先建好（createdb），或改 DATABASE_URL。',
  'backup.exists': '备份文件已经有了，没有覆盖。请换个名字。',
  'backup.failed': '备份没写成。请看看磁盘空间和写权限，原来的数据没有动。',
  'restore.missing': '没有这个备份文件。',
  'restore.damaged': '这个备份文件坏了，没有用它，原来的数据没有动。',
  'restore.foreign': '这个文件不是五共的备份，没有用它，原来的数据没有动。',
  'restore.failed': '没有恢复成。请看看磁盘空间和写权限，原来的数据还在。',
  'restore.newer': '这个备份是更新版本的五共写的，没有用它。请先升级五共。',
  'store.unfinished': '往这个数据库里搬的数据还没搬完。请把同一条 move 或 restore 再运行一次。',
  'copy.taken': '目标数据库里已经有别的数据，没有动它。请换一个空的。',
  'copy.differs': '搬过去的和原来的对不上，原来的没有动。请确认没有别的程序在用这两个数据库，再运行一次。',
  'copy.in-use': '还有五共的进程在用这个数据库。请先都停下（等半分钟）再搬；刚断掉的 move 也会这样，等几秒再运行一次。',
  'copy.failed': '没有抄成。请看看要写的那边的磁盘空间和写权限，原来的数据没有动；好了把同一条再运行一次。',
}

export const storeProblemText = (code: string): string =>
  SENTENCES[code] ?? '数据库出了问题，请看日志里的代码，再找维护的人。'
