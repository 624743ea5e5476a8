// 屏幕上的全部中文文字。键与英文文件一致,由编译器检查。

import type { Words } from './words';

const number = (value: number): string => value.toLocaleString('zh-CN');

const duration = (seconds: number): string => {
  if (seconds < 59.5) return `${Math.round(seconds)} 秒`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} 分钟`;
  return minutes % 60 === 0 ? `${minutes / 60} 小时` : `${Math.floor(minutes / 60)} 小时 ${minutes % 60} 分`;
};

export const zh: Words = {
  locale: 'zh-CN',
  duration,
  date: (date, style) => {
    const options: Intl.DateTimeFormatOptions =
      style === 'long' ? { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }
      : style === 'weekday' ? { weekday: 'short', day: 'numeric', month: 'short' } : { day: 'numeric', month: 'short' };
    return new Intl.DateTimeFormat('zh-CN', { ...options, timeZone: 'UTC' }).format(new Date(`${date}T12:00:00Z`));
  },
  app: {
    name: 'Attentive', claim: '注意力去了哪里', skip: '跳到正文', menu: '页面',
    demo: '演示', demoWhy: '这是回放的演示数据,不是您本人的数据。',
  },
  nav: { today: '今天', trends: '趋势', prompts: '提示', runs: '训练', sensors: '传感与隐私', sensorsShort: '隐私' },
  theme: { label: '外观', auto: '跟随系统', light: '浅色', dark: '深色' },
  language: { label: '语言' },
  link: {
    live: '实时', connecting: '连接中', lost: '连接不上',
    lostWhy: 'Attentive 没有应答。您看到的是它最后说的内容,页面会自动重试。',
  },
  loading: '正在读取这一天',
  error: {
    title: '没有成功', gone: 'Attentive 没有应答', goneWhy: '它可能已停止。用 “attentive start” 启动后,本页会自动继续。',
    retry: '再试一次', refused: (message) => `服务器拒绝了:${message}`,
  },
  key: { title: '此服务器需要密钥', why: '密钥在 Attentive 的配置文件里,只保存在这个标签页中。', label: '密钥', use: '使用此密钥' },
  close: '关闭', cancel: '取消', save: '保存', remove: '移除',
  more: (count) => `再显示 ${number(count)} 条`,
  asTable: '以表格显示', none: '无',
  percent: (share) => `${Math.round(share * 100)}%`,
  pause: {
    title: '暂停感知', on: (until) => `已暂停至 ${until}`, off: '正在感知', quarter: '15 分钟', hour: '1 小时', tomorrow: '到明天',
    resume: '立即恢复', paused: (until) => `感知已暂停至 ${until}。`, resumed: '感知已恢复。',
    why: '暂停期间什么都不记录:不记录窗口、按键和在场情况。',
  },
  today: {
    title: '今天', previous: '前一天', next: '后一天', newest: '最新一天', pick: '选择日期', keys: '左右方向键切换日期,T 回到最新一天。',
    none: '还没有任何记录', noneWhy: '只要有传感器或监视程序发来数据,您的一天就会出现在这里。',
    emptyDay: '这一天没有记录', emptyDayWhy: '电脑关机、感知暂停,或 Attentive 没有运行。', howToStart: '看看哪些传感器已开启',
  },
  summary: {
    line: ({ present, focused, sessions, longest }) => `在电脑前 ${present},其中 ${focused} 处于 ${number(sessions)} 段专注中,最长一段 ${longest}。`,
    noFocus: (present) => `在电脑前 ${present},没有专注时段。`,
    present: '在电脑前', focused: '专注', share: '专注占比', longest: '最长专注', switches: '切换', perHour: (rate) => `每小时 ${rate} 次`,
    fragmentation: '碎片度', bits: (value) => `${value} 比特`,
    fragmentationWhy: '时间在各应用间分布的熵,取各时窗均值。0 表示只用一个应用;每多 1 比特,相当于平分时间的应用数翻倍。',
    visit: '典型停留', visitWhy: '一半的窗口停留短于此时长。', keys: '按键', keysRate: (value) => `每秒 ${value} 次`, away: (time) => `离开 ${time}`,
  },
  state: { focused: '专注', shifting: '转换', scattered: '分散', resting: '歇息', 'in-call': '通话中', away: '离开', unknown: '说不准' },
  stateWhy: {
    focused: '长时间停在少数事情上', shifting: '在相关事情之间移动', scattered: '在许多事情上短暂停留', resting: '在电脑前,几乎没有操作',
    'in-call': '正在与人交谈', away: '不在电脑前', unknown: '感知到的太少,无法判断',
  },
  now: {
    title: '此刻', since: (time, long) => `自 ${time} 起(${long})`, confidence: (share) => `把握 ${share}`, confidenceWhy: '模型自己的权重,未经校准。', calibratedWhy: '在模型没见过的日子里,大约有这么多次判断正确。',
    byLearned: '由您自己的模型判断', byLearnedWhy: '根据您的更正和回答在本机学到;它比内置模型更常判断正确。',
    cannotTell: '说不准', byYou: '由您指定', inApp: (app) => `在 ${app}`, focusSince: (long) => `已专注 ${long}`,
    interrupt: '现在可以打断吗?', nowOk: '可以', nextPause: (time) => `等下一个间歇,最迟 ${time}`, batch: (time) => `${time} 与其他事情一起`, never: '不要打断',
    cost: (now, wait) => `现在打断约损失 ${now} 专注,等待约损失 ${wait}。`, costUnknown: '代价尚不清楚。', why: '原因',
    nothing: '此刻没有感知到任何东西', nothingWhy: '最近没有传感器或监视程序发来数据。', dial: '最近一小时,逐分钟', paused: '感知已暂停',
  },
  presence: { present: '在电脑前', away: '离开', unknown: '不清楚' },
  decidedBy: {
    input: '键盘或鼠标', call: '通话', media: '正在播放声音', 'window-change': '窗口变化', 'idle-timer': '空闲计时', lock: '锁屏',
    suspend: '电脑睡眠', pause: '您暂停了', 'no-signal': '没有信号',
  },
  timeline: {
    title: '时间线',
    help: '方向键移动光标,加 Shift 选择,加 Ctrl 移动视图。加号和减号缩放,0 显示有内容的部分,回车更正所选,Esc 清除。',
    lanes: { flow: '注意力', focus: '专注时段', windows: '窗口', presence: '在场', rhythm: '节奏' },
    colourBy: '窗口按', byCategory: '类别', byApp: '应用', zoomIn: '放大', zoomOut: '缩小', wholeDay: '全天', busy: '有内容的部分',
    overview: '全天:拖动选择要显示的范围', legend: '图例', corrected: '由您更正', selection: (from, to, long) => `${from} 至 ${to},${long}`,
    correct: '更正这段', zoomTo: '放大这段', clear: '清除', nothingHere: '没有记录', decided: '依据', reasons: '因为', rhythmOf: '节奏显示',
    report: (answer) => `您的回答:${answer} / 5`, prompt: '提示', now: '此刻', others: '其他',
    table: { from: '从', to: '到', length: '时长', app: '应用', title: '标题', category: '类别', caption: '依次在前台的内容' },
  },
  correct: {
    title: '更正一段时间', why: '您的话比模型更算数。它会成为标签,供以后的模型学习。', from: '从', to: '到', state: '当时是', note: '备注', notePlaceholder: '可不填,给自己看',
    save: '保存更正', saved: '已保存为您的更正。', removed: '更正已移除。', wrongSpan: '结束须晚于开始,并在这一天之内。', list: '您的更正',
    empty: '这一天没有更正。在时间线上拖动,或手动选择时间。', add: '更正一段时间', remove: (span) => `移除更正 ${span}`,
  },
  sessions: {
    title: '专注时段', empty: '这一天没有专注时段。', open: '仍在进行', brokenBy: (what) => `因${what}结束`,
    sideSteps: (count) => (count === 0 ? '没有岔开' : `岔开 ${number(count)} 次`),
    endings: { away: '离开', lock: '锁屏', call: '通话', 'end of data': '数据结束', 'no signal': '传感器没有消息' },
    caption: '这一天的专注时段', on: '内容', when: '时间', length: '专注', broke: '结束原因',
  },
  hotspots: {
    title: '热点', app: '应用', site: '网站', category: '类别', visits: (count) => `${number(count)} 次停留`, focused: (time) => `专注 ${time}`, empty: '没有可显示的内容。', uncategorized: '未分类',
    focusedPart: '专注部分', byHour: '按小时', hourLabel: (hour, focused, present) => `${hour}:在电脑前 ${present},其中专注 ${focused}`,
  },
  plan: {
    title: '一天的安排', empty: '已知的天数太少,还不能按小时安排。',
    advice: { focus: '适合专注', ordinary: '一般', open: '适合消息和会议', unknown: '不清楚' },
    expected: (share, days) => `预计 ${share} 专注,依据 ${number(days)} 天`, best: (hours) => `最适合专注的时段:${hours}。`, noBest: '还没有哪个小时特别突出。',
    why: '依据您自己过去同一时段的情况。', soFar: '这一天', expectedRow: '预计',
  },
  decided: { title: '在场由什么判定', why: '在场是由多种信号估计的。这里列出由哪种信号判定、持续多久。' },
  ask: {
    title: '刚才有多专注?', low: '分散', high: '专注', thanks: '已记下,谢谢。', answered: (count) => `这一天已回答 ${number(count)} 次`,
    scale: ['1,分散', '2,比较分散', '3,介于两者之间', '4,比较专注', '5,专注'],
  },
  prompt: {
    open: '给您的一个建议', why: '原因',
    kinds: {
      'take-break': { title: () => '休息一小会儿', short: '休息一下' },
      'start-focus': { title: () => '现在适合开始需要专注的事', short: '开始专注' },
      'pick-one-thing': { title: () => '接下来半小时只选一件事', short: '只选一件事' },
      'close-distraction': { title: (subject) => (subject ? `暂时关掉 ${subject}` : '暂时关掉让人分心的东西'), short: '关掉干扰' },
      'ask-focus': { title: () => '刚才有多专注?', short: '自评问题' },
    },
    accept: '好的', snooze: '稍后', notNow: '现在不', never: '不再提示', thanks: '已记下。', trial: (share) => `以 ${share} 的概率显示,以便了解它是否有帮助`,
    answers: { accepted: '好的', snoozed: '稍后', 'not-now': '现在不', 'never-again': '不再提示', ignored: '未回答' }, rated: (value) => `${value} / 5`,
  },
  quality: {
    title: '关于数据', line: (events) => `读取了 ${number(events)} 个事件。`, clean: '无需修补。',
    parts: {
      overlaps: (count) => `截去 ${number(count)} 处重叠`, flooded: (count) => `补上 ${number(count)} 处短空隙`,
      out_of_order: (count) => `${number(count)} 个事件顺序错乱`, in_future: (count) => `${number(count)} 个事件在未来`, gaps: (count) => `${number(count)} 段没有任何传感器,保持空白`,
      bad_records: (count) => `${number(count)} 条记录不完整,已略过`, too_long: (count) => `${number(count)} 个事件长于一天`,
    },
  },
  trends: {
    title: '趋势', lead: (days) => `${number(days)} 天有数据`, weeks: (count) => `${number(count)} 周`, range: '回看', empty: '还没有趋势', emptyWhy: '趋势需要几天的数据,过两三天再来看看。',
    perDay: '每天的时间', present: '在电脑前', focused: '专注', calendar: '逐日专注', calendarWhy: '每格是一天,点选可打开。', less: '少', moreWord: '多',
    heat: '一周的小时', heatWhy: '您通常的一周,按当地时间。', heatBy: { focused: '专注占比', present: '在电脑前', fragmentation: '碎片度', switches: '每小时切换' },
    pace: '碎片度与切换', fragmentation: '碎片度', switching: '每分钟切换', medianFocus: '典型专注时段', daily: '每天', mean: '7 天均值', slopes: '什么在变化',
    slopesEarly: '现在说还太早:斜率需要更多天数。', noneYet: '现在说还太早。', slopesWhy: '逐日稳健斜率及其 95% 区间。区间含零时,我们不说有变化。',
    slopeNames: {
      present_s: '在电脑前的时间', focused_s: '专注时间', focus_sessions: '专注时段数', median_focus_min: '典型专注时段', switch_rate_per_min: '切换', fragmentation_bits: '碎片度', key_rate_per_s: '按键频率',
    },
    up: (by) => `每周增加 ${by}`, down: (by) => `每周减少 ${by}`, flat: '没有明显变化', early: '现在说还太早', interval: (low, high) => `每周 ${low} 至 ${high}`,
    perWeek: '每周的时间', unsure: '可能是偶然', sure: '不只是偶然', days: (count) => `${number(count)} 天`, breakers: '什么打断专注', breakersWhy: '专注时段因转向它而结束的次数。',
    times: (count) => `${number(count)} 次`, weekdays: ['一', '二', '三', '四', '五', '六', '日'],
    changed: '从何时起有所不同', changedWhy: (weeks, chance) => `最近 ${number(weeks)} 周的水平,不含今天。若一切未变,查看时误报变化的机会为 ${chance}。`,
    changedNone: (days) => `${number(days)} 天中没有明显变化。`, changedEarly: (days, least) => `现在说还太早:在电脑前满一小时的只有 ${number(days)} 天,需要 ${number(least)} 天。`,
    changeNames: { focused_s: '每天的专注时间', longest_focus_s: '每天最长专注时段的时长', switch_rate_per_min: '每小时的切换次数', breaks_per_h: '每小时专注中转向别处的次数' },
    changedLine: (since, name, way, before, after) => `自${since}起,您${name}有所${way === 'longer' || way === 'higher' ? '增加' : '减少'}:${before} → ${after}`,
    likely: (low, high) => `可能在 ${low} 至 ${high} 之间`, since: (days) => `此后 ${number(days)} 天`,
    model: '由谁判断您的状态', modelTransparent: (labelled) => `透明模型。已有 ${number(labelled)} 个五分钟窗口有您的说法。`,
    modelHow: '更正状态,或在被问到时回答,这里就会学出您自己的模型。', modelLearned: (windows) => `您自己的模型,在本机由您对 ${number(windows)} 个五分钟窗口的说法学成。`,
    modelSure: '在它没见过的日子里,它说的把握与实际大致相符。', modelUnsure: '在它没见过的日子里,它说的把握与实际不够相符。',
    modelDrift: {
      'too-bold': (since, right, said, answers) => `您自己的模型暂停使用:自${since}起,您的 ${number(answers)} 次回答中它说对了 ${right},而它曾说有 ${said} 的把握。`,
      'too-cautious': (since, right, said, answers) => `自${since}起,您的 ${number(answers)} 次回答中您自己的模型说对了 ${right},而它只说有 ${said} 的把握。`,
      inputs: (days, features) => `您自己的模型暂停使用:最近 ${number(days)} 天与它学习时的日子不同(${features})。`,
    },
    modelMend: { 'too-bold': '现由透明模型判断,等您此后说得够多再重新学习。', 'too-cautious': '它继续使用,并会从您的说法中重新学习。', inputs: '现由透明模型判断。说说其中几天是怎样的,它就会重新学习。' },
    weekdaysLong: ['星期一', '星期二', '星期三', '星期四', '星期五', '星期六', '星期日'], cell: (day, hour, value) => `${day} ${hour}:${value}`, day: '日', hour: '小时', noData: '没有数据', hotspots: '时间去了哪里',
  },
  prompts: {
    title: '提示', lead: '提示了什么、为什么、您怎么回答,以及是否有帮助。每一种都是一次小小的公平试验:有的显示,有的不显示。',
    open: '待回答', noOpen: '没有等待回答的提示。', recent: '最近', noRecent: '还没有出现过提示。', effects: '什么对您有帮助', effectsWhy: '之后半小时内的专注分钟数:显示与不显示之差,及 95% 区间。',
    delivered: '显示', held: '未显示', early: '现在说还太早', gain: (gain, low, high) => `${gain} 分钟,在 ${low} 与 ${high} 之间`,
    verdicts: { helps: '有帮助', 'does nothing sure': '尚无定论', harms: '反而碍事', 'too early to say': '现在说还太早', 'not on trial': '不参与试验' },
    counts: (delivered, held) => `显示 ${number(delivered)} 次,未显示 ${number(held)} 次`, suggestions: '现在什么会有帮助', noSuggestions: '此刻没有建议。',
    expected: (gain, count) => `预计专注 ${gain} 分钟,依据您的 ${number(count)} 次观察`, expectedUnknown: (count) => `效果尚不清楚,您有 ${number(count)} 次观察`,
    preferences: '您的意愿', preferencesWhy: '“不再提示”一直有效,直到您在这里取消。', isNever: '不再提示', isAllowed: '允许',
    notBefore: (time) => `${time} 之前不提示`, limits: '限度', perHour: (count) => `每小时最多 ${count} 次`, perDay: (count) => `每天最多 ${count} 次`, quiet: (from, to) => `${from} 至 ${to} 安静`,
    noQuiet: '没有安静时段', questions: (count) => `每天最多 ${number(count)} 个问题`, chance: (share) => `${share} 的时机会显示`, when: '时间', what: '内容', why: '原因', answer: '您的回答', followed: '之后',
    followedMin: (minutes) => `专注 ${minutes} 分钟`, notKnown: '不清楚', noAnswer: '未回答', axis: '增加的专注分钟', changed: '已记下您的意愿。',
  },
  runs: {
    title: '训练记录', lead: '哪些模型在本机学习过,用了什么数据,怎样学的,结果如何。',
    empty: '这里还没有训练过模型', emptyWhy: '模型从本机上的录制数据学习,不会向外发送任何东西。在终端里用过下面任一命令后,记录会出现在这里:',
    folder: (path) => `记录保存在 ${path}`, list: '记录', listWhy: '选一条看它的曲线,选两条以上进行比较。',
    choose: (id) => `选择 ${id}`, model: '模型', when: '时间', took: '用时', state: '状态',
    states: { finished: '已完成', unfinished: '未完成', 'cut-off': '中断', damaged: '已损坏' },
    stateWhy: { unfinished: '它还在终端里进行,或者已中断;中断后用同一条命令加上 --resume 即可继续。', 'cut-off': '它在保存记录之前就结束了。' },
    damagedWhy: (why) => `无法读取这条记录:${why}`, figures: '数值', people: '人数', seed: '随机种子', program: '程序版本', notKept: '未保存',
    models: { 'desk-states': '您自己的状态', states: '记录的状态', 'gaze-events': '注视事件', 'webcam-gaze': '摄像头注视' }, chosen: (count) => `已选 ${number(count)} 条`, clear: '全部取消', most: (count) => `一次最多比较 ${number(count)} 条。`,
    trials: (count, planned, failed) => `${number(planned)} 次试验中的 ${number(count)} 次${failed ? `,${number(failed)} 次没有成功` : ''}`, hideTrials: '收起试验', showTrials: '展开试验',
    methods: { random: '随机搜索', tpe: '估计器搜索', halving: '逐次减半搜索' }, best: (at, value) => `最佳 ${value},第 ${number(at)} 次试验`,
    optimistic: '多次试验中的最佳值偏乐观:选中它也有运气的成分。',
    trial: '试验', trialOf: (at) => `第 ${number(at)} 次试验`, result: '结果', span: '各人范围', budget: '树的份额', failed: (why) => `没有成功:${why}`, isBest: '最佳',
    curves: '曲线', curvesWhy: '横轴是训练步数,每条线是一条所选记录的一条曲线。', noCurves: '所选记录没有保存曲线。', step: '步数', curve: (name, run) => `${run}:${name}`, settings: '设置', data: '学习数据',
    compare: '有何不同', compareWhy: '所选记录之间不相同的设置、数据和数值。', same: '除时间外,保存的内容没有不同。', what: '项目',
    of: { run: (name) => name, setting: (name) => `设置 ${name}`, figure: (name) => `数值 ${name}` }, runWords: { model: '模型', data: '数据', 'data sha256': '数据校验和', program: '程序版本', seed: '随机种子' },
  },
  sensors: {
    title: '传感与隐私', lead: '开启了什么、看到了什么、存在哪里,以及如何收回。', what: '传感器',
    names: { window: '当前窗口', idle: '空闲时间', input: '键盘与鼠标', lock: '锁屏与睡眠' },
    tells: { window: '前台是哪个应用和标题。', idle: '距上次操作多久。', input: '多频繁、多快,绝不记录按了哪个键。', lock: '何时锁屏或睡眠。' },
    status: { on: '开启', 'not-asked': '关闭', unavailable: '此处无法运行', failed: '已停止' }, by: (by) => `通过 ${by}`, lastSeen: (ago) => `最近收到:${ago}`, neverSeen: '还没有收到', last: '最近看到', noSensors: '没有已知的传感器。',
    promises: '承诺', outboundNone: '任何数据都不离开这台电脑。', listens: (address) => `只在 ${address} 应答。`, noKeys: '绝不记录按了哪个键。', noMedia: '不录音,不录像。', yours: '只有一个文件,由您读取、导出和删除。',
    filters: '遮蔽规则', filtersWhy: '在写入磁盘之前执行。匹配的内容会被丢弃、涂掉,或换成固定的代号。', addFilter: '添加规则', noFilters: '还没有规则:标题和网址按原样保存。', field: '字段', pattern: '模式(正则表达式)',
    action: '处理', actions: { drop: '丢弃事件', redact: '涂掉', pseudonymise: '换成代号' }, replacement: '替换为', prefix: '仅限以此开头的数据流', prefixWhy: '留空:全部', enabled: '启用', test: '在这里试试', testPlaceholder: '输入标题或网址,只留在本页',
    testResult: '将保存为', badPattern: '这不是有效的模式', unchanged: '不受影响', dropped: '整个事件被丢弃', saved: '规则已生效。', unsaved: '尚未保存', hint: '模式以服务器的判断为准,它会指出错在哪里。', removeRule: (place) => `移除规则 ${place}`,
    retention: '保存多久', retentionWhy: '更早的会被删除。', events: '窗口、在场、回答', samples: '高速采样', forEver: '永久', daysUnit: (days) => `${number(days)} 天`,
    forget: '忘记一段时间', forgetWhy: '从文件中真正抹去这段时间的记录,无法恢复。', from: '从', to: '到', bucket: '范围', stream: '数据流', allBuckets: '全部', forgetButton: '忘记……', confirmTitle: '真的忘记吗?',
    confirm: (span, long) => `${span},共 ${long}。`, confirmMuch: (events) => `将抹去这段时间约 ${events} 个事件。`, confirmCount: '正在统计事件数量。', confirmUnknown: '无法统计事件数量。', confirmFinal: '它们会从文件中抹去,无法恢复。', confirmYes: '忘记',
    forgotten: (events, samples, payloads) => `已抹去:${number(events)} 个事件,${number(samples)} 个采样,${number(payloads)} 段文字。`,
    buckets: '文件中的数据流', bucketsWhy: '来自我们的传感器和所有向这里报告的监视程序。', bucketEvents: '事件', type: '类型', client: '来自', extent: '起止', noBuckets: '还没有数据流。',
    audit: '谁做了什么', auditWhy: '改动、删除和请求,最新的在前。', at: '时间', who: '谁', detail: '详情', noAudit: '还没有。', path: '位置', size: '大小', count: '个事件', encryption: '加密', encrypted: '已开启', notEncrypted: '未开启',
  },
  ago: (seconds) => (seconds < 5 ? '刚刚' : `${duration(seconds)}前`),
  reasons: {
    'many-switches': (value) => `应用间切换很多(${value})`, 'ordinary-switches': (value) => `切换节奏一般(${value})`, 'few-switches': (value) => `应用间切换很少(${value})`,
    'short-stays': (value) => `只有短暂停留(最长 ${value})`, 'ordinary-stay': (value) => `停留长度一般(最长 ${value})`, 'long-stay': (value) => `在一个窗口停留很久(${value})`,
    'many-apps': (value) => `时间分散在许多应用上(${value})`, 'some-apps': (value) => `时间大约分在两个应用上(${value})`, 'few-apps': (value) => `时间集中在一个应用上(${value})`,
    'many-titles': (value) => `文档或网页变化很多(${value})`, 'some-titles': (value) => `文档或网页有些变化(${value})`, 'few-titles': (value) => `文档或网页变化很少(${value})`,
    'hands-still': () => '键盘和鼠标几乎没动', 'hands-some': () => '键盘和鼠标偶尔在动', 'hands-busy': () => '键盘和鼠标大部分时间在动',
    call: () => '正在通话', locked: () => '屏幕已锁定', suspended: () => '电脑在睡眠', idle: () => '在场监视程序说没有人', 'no-input': () => '键盘和鼠标没有动静',
    paused: () => '感知已暂停', 'no-signal': () => '没有收到任何传感器的消息', 'too-little-data': () => '看到的太少,无法判断', undecided: () => '两种可能性几乎相同', 'not-sure': () => '您自己的模型把握不够', 'your-word': () => '您说的',
    'state-focused': (_, share) => `当前状态是专注,把握 ${Math.round(share * 100)}%`, 'state-shifting': (_, share) => `当前状态是转换,把握 ${Math.round(share * 100)}%`,
    'state-scattered': (_, share) => `当前状态是分散,把握 ${Math.round(share * 100)}%`, 'state-resting': (_, share) => `当前状态是歇息,把握 ${Math.round(share * 100)}%`,
    'state-in-call': () => '当前正在通话', 'state-away': () => '当前不在电脑前', 'state-unknown': (_, share) => `当前状态不明,按这个小时通常的专注占比 ${Math.round(share * 100)}% 估计`,
    'open-focus-session': (value) => `一段专注已持续 ${value}`, 'own-resumption': (value) => `专注被打断后,您通常 ${value}后回来`, 'default-resumption': (value) => `还不知道您回来要多久,按实地研究取 ${value}`,
    'cost-now': (value) => `现在打断预计损失 ${value}专注`, 'cheap-now': (value) => `现在打断几乎不影响专注(${value})`, 'not-worth-it': (value) => `到期前打断要损失 ${value}专注,不值得`,
    'waiting-costs-more': (value) => `等待并不比现在打断省(${value}专注)`, 'waiting-saves': (value) => `等待预计可省下 ${value}专注`, 'next-breakpoint': (value) => `按您的习惯,约 ${value}后会有间歇`,
    'quiet-hours': (value) => (value ? `现在是安静时段,还有 ${value}` : '现在是安静时段'), deadline: (value) => `须在 ${value}内送达才有用`, expired: () => '它的期限已过', urgent: () => '它很紧急',
    'never-list': () => '您说过这个来源永不打断', 'always-list': () => '您说过这个来源随时可以打断', away: () => '没有人在电脑前,先保留到您回来', 'in-call': () => '您正在通话,留到一起处理',
    'urgency-low': () => '可以等到一天结束', 'urgency-normal': () => '可以等到间歇', 'urgency-high': () => '不宜等太久',
    'long-stretch': (value) => `您已连续 ${value}没有休息 5 分钟`, 'good-hour': (value) => `这个小时您通常有 ${value}专注`, scattered: (value) => `最近 15 分钟里有 ${value}在许多事情间移动`,
    'breaks-focus': (_, share) => `它打断了您 ${Math.round(share * 100)}% 的专注时段`, 'own-hour': (value) => `与同一天的其他小时相比,这个小时的专注相差 ${value}`, 'own-app': (value) => `与同一天的其他小时相比,使用它的小时专注相差 ${value}`,
    'own-after-break': (value) => `与同一天的其他小时相比,休息之后的小时专注相差 ${value}`, 'own-after-scatter': (value) => `与同一天的其他小时相比,分散之后的小时专注相差 ${value}`,
  },
  features: {
    switch_rate_per_min: '每分钟切换', app_entropy_bits: '碎片度', key_rate_per_s: '按键频率', key_rate_cv: '按键不均匀度', key_dwell_ms: '按键按住时长', key_flight_ms: '按键间隔',
    click_rate_per_min: '每分钟点击', scroll_rate_per_min: '滚动', pointer_rate_px_per_s: '指针速度', pointer_rate_cv: '指针不均匀度', input_share: '有操作的时间占比', present_share: '在场时间占比',
    mean_visit_s: '平均停留', median_visit_s: '停留中位数', longest_visit_s: '最长停留', title_change_rate_per_min: '每分钟标题变化', switch_rate_trend_per_min_per_h: '切换的趋势', key_rate_trend_per_s_per_h: '按键频率的趋势',
  },
  units: { min: '分钟', 'min/h': '分钟/小时', h: '小时', perHour: '次/小时', '1/min': '次/分钟', '1/s': '次/秒', '1/h': '次/小时', bit: '比特', '1': '', share: '' },
};
