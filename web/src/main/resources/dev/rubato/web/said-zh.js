// What a study's command said of its result, which the store keeps in English, in Chinese.
import zh from '/texts-zh.js';

const metric = name => zh['metric-' + name.trim()] ?? name.trim();
const better = side => (side === 'lower' ? '越低越好' : '越高越好');

/** Each sentence as the commands print it, and how it reads in Chinese. */
const sentences = [
  // a comparison's answer
  [/No answer: no strategy finished every training\. ?/, '没有结论：没有一个策略完成了全部训练。'],
  [/Try lower rates, or more epochs\./, '请试试更低的学习率，或更多 epoch。'],
  [/Give lower ranges, or more epochs\./, '请给出更低的范围，或更多 epoch。'],
  [/Of (\d+) trainings (\d+) failed, which no other rate mends; the first, with seed (\d+): (.*)\.$/,
    '$1 次训练中有 $2 次出错，换学习率也无济于事；第一次是种子 $3：$4。'],
  [/Only one strategy ran, so there is nothing to compare it with: (.+)/, '只运行了一个策略，没有可以比较的：$1'],
  [/Can't tell: (?:one seed is|(\d+) seeds are) too few to tell strategies apart\. (.+) came first; run at least (\d+) seeds\./,
    (_, n, first, least) => `无法判断：${n ?? 1} 个种子太少，分不出策略的优劣。暂时领先的是 ${first}；请至少用 ${least} 个种子。`],
  [/Use (.+): its (.+?) is significantly better than the rest over (\d+) seeds\.?/,
    (_, use, name, n) => `请用 ${use}：在 ${n} 个种子上，它的${metric(name)}显著好于其余策略。`],
  [/No clear winner: (\d+) other strateg(?:y|ies) can't be told apart from the best(?: \((.+?)\))? over (\d+) seeds\. /,
    (_, others, best, n) => `没有明显的胜者：在 ${n} 个种子上，另有 ${others} 个策略与最好的${best ? `（${best}）` : ''}无法区分。`],
  [/Use the simplest of them, (.+), which is at most 2 % worse\./, '请用其中最简单的 $1，它最多差 2 %。'],
  [/Use the best by (what was measured|all that was measured, the search's seeds too), (.+?)(?:; (.+) is simpler\.|, also the simplest of them\.)/,
    (_, by, best, simpler) => `请用${by.startsWith('all') ? '全部测量（包括搜索时的种子）' : '所测量'}中最好的 ${best}${simpler ? `；${simpler} 更简单。` : '，它也是其中最简单的。'}`],
  [/Use (.+), the best and the simplest of them\./, '请用 $1，它最好，也最简单。'],
  // what speaks against it
  [/There is no metric (.+) to reach the target by; reported were (.+)\.$/, '没有指标 $1，无法判断是否达到目标；报告了：$2。'],
  [/Seeds got stuck, far from all others: (.+)\.$/, (_, list) => '有些种子卡住了，远离其余种子：' + stuck(list) + '。'],
  [/Means and medians disagree: by the median (.+) comes first \((\S+) against (\S+)\), so a few seeds decide\./,
    '均值与中位数不一致：按中位数 $1 第一（$2 对 $3），所以是少数种子决定了名次。'],
  [/Validation and test disagree: on the test data (.+) has the best (.+?), (\S+) against (\S+), (and more than by chance|which may be chance)\./,
    (_, first, name, own, other, sure) => `验证与测试不一致：在测试数据上 ${first} 的${metric(name)}最好，${own} 对 ${other}，${sure.startsWith('and') ? '并非偶然' : '也可能是偶然'}。`],
  [/The closest are so close that even (\d+) seeds would probably not tell them apart\./, '最接近的几个差别太小，恐怕 $1 个种子也分不出来。'],
  [/(\d+) more seeds would probably tell them apart \((.+?)\)\./, '再加 $1 个种子大概能分出来（$2）。'],
  [/More seeds would not matter: they differ by at most 2 %\./, '更多种子没有意义：它们最多相差 2 %。'],
  // a tuning's
  [/Can't tell how sure this is: the budget had fresh seeds for one strategy only\./, '无法判断有多可靠：预算只够让一个策略用上新种子。'],
  [/(\d+) of its trainings did not finish\./, '它有 $1 次训练没有完成。'],
  [/This budget is thin for so many strategies: some were tried at one rate only, or few were run on fresh seeds\. Enough would be --budget (\d+)\./,
    '对这么多策略来说预算太少：有的只试了一个学习率，或很少用上新种子。足够的预算是 --budget $1。'],
  [/The best over (\d+) fresh seeds?; the second did not finish on every one\./, '在 $1 个新种子上最好；第二名没有在每个种子上完成。'],
  [/Can't tell the best two apart with this budget: (\d+) fresh seeds? are too few; --budget (\d+) would have enough\./,
    '用这点预算分不出前两名：$1 个新种子太少；--budget $2 就够了。'],
  [/Better than the second by (\S+) ± (\S+) in (.+?), over (\d+) fresh seeds? \(95 % interval\)\./,
    (_, by, width, name, n) => `在 ${n} 个新种子上，${metric(name)}比第二名好 ${by} ± ${width}（95 % 区间）。`],
  [/Can't tell the best two apart with this budget: their (.+?) differs by (\S+) ± (\S+) over (\d+) fresh seeds?\./,
    (_, name, by, width, n) => `用这点预算分不出前两名：在 ${n} 个新种子上，${metric(name)}相差 ${by} ± ${width}。`],
  [/ ?About (\d+) fresh seeds would: --budget (\d+)\. Until then either will do\./, '大约 $1 个新种子能分出来：--budget $2。在那之前两个都可以用。'],
  [/ ?By the median the second would be first \((\S+), not (\S+)\): some seeds ended far from the rest\./,
    '按中位数第二名会是第一（$1，而不是 $2）：有些种子的结果远离其余种子。'],
  [/ ?Either will do\./, '两个都可以用。'],
  // a search's
  [/no answer: the budget was spent before a whole training could be made: allow more/, '没有结论：预算不够完成一次完整的训练，请给更多'],
  [/no answer: short trainings work, but whole ones diverge at every rate that the budget allowed: allow more/,
    '没有结论：短训练可行，但预算允许的每个学习率都使完整的训练发散，请给更多'],
  [/no answer: trainings of (\d+) steps? diverge at every rate from (\S+) to (\S+): is the loss finite before the first step\?/,
    '没有结论：从 $2 到 $3 的每个学习率都使 $1 步的训练发散：第一步之前损失是有限的吗？'],
  [/no answer: (.+) is the same at every rate: does the model train at all\?/, (_, name) => `没有结论：每个学习率的${metric(name)}都一样：模型真的在训练吗？`],
  [/learning rate (\S+) for trainings of (\d+) steps, by (.+), (lower|higher) is better/,
    (_, rate, steps, name, side) => `学习率 ${rate}，用于 ${steps} 步的训练；按${metric(name)}（${better(side)}）`],
  [/about as good, within 5 % as far as measured: (\S+) to (\S+)/, '差不多一样好（所测范围内相差 5 % 以内）：$1 到 $2'],
  [/the best rate lies between (\S+) and ([^\s;]+)/, '最好的学习率在 $1 与 $2 之间'],
  [/not bracketed: the best may lie (above or below|above|below) (.+?), where the budget allowed no whole training/,
    (_, side, rates) => `没有夹住：最好的可能${{above: '高于', below: '低于'}[side] ?? '高于或低于'} ${rates}，预算不够在那里完整训练`],
  [/;? ?the search cost as much as (\S+) whole trainings \((\d+) in all\)/, '；搜索的代价相当于 $1 次完整训练（共 $2 次）'],
];

function stuck(list) {
  return list.split('; ').map(each => each
    .replace(/^and (\d+) more strategies$/, '另有 $1 个策略')
    .replace(/^(.+) in (\d+) of (\d+) trainings? \(seeds? (.+)\)$/, '$1，$3 次训练中 $2 次（种子 $4）')).join('；');
}

/** A paragraph in Chinese; a sentence that has no form here stays as it is. */
export function inChinese(text) {
  return sentences.reduce((before, [form, said]) => before.replace(form, said), text).replace(/。 (?=[^\x00-\x7f])/g, '。').replace(/^；/, '');
}
