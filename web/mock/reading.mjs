// Made-up interests: somebody who reads of rivers and gardens, and not of cards and shares. What is said is heard, and forgotten with the mock.

const ADDS = { river: 0.21, flood: 0.18, garden: 0.16, valley: 0.09, rain: 0.08, tree: 0.07, card: -0.14, share: -0.12, bank: -0.1, fee: -0.09, 河水: 0.2, 花园: 0.15, 银行: -0.12 };
const READ = 'The old mill by the river is a garden now';

const TRUST = {
  tried: { state: 'tried', texts: 412, by: 'time', in_order: [0.78, 0.73, 0.83], first_tenth: 0.74, any_order: 0.31, brier: [0.17, 0.21] },
  one_sided: { state: 'one_sided', texts: 0, by: 'parts', in_order: null, first_tenth: null, any_order: null, brier: null },
};
const counts = { liked: 128, disliked: 284 };
const news = () => ({ name: 'news', ...counts, half_life_days: 90, encoder: 'made-up', trust: TRUST.tried, damaged: null });

export const readingAnswer = (isEmpty) => ({
  interests: isEmpty ? [] : [
    news(),
    { name: 'papers', liked: 36, disliked: 0, half_life_days: null, encoder: null, trust: TRUST.one_sided, damaged: null },
    { name: 'torn', liked: 0, disliked: 0, half_life_days: null, encoder: null, trust: null, damaged: 'could not use the interests: the file is damaged; learn them again: /home/synthetic/reading/torn.safetensors' },
  ],
});

function strengthOf(text) {
  const found = Object.entries(ADDS).filter(([word]) => text.toLowerCase().includes(word)).map(([word, adds]) => ({ word, adds }));
  return { found, strength: found.reduce((sum, { adds }) => sum + adds, 0) };
}

export function readingRanked({ name, texts }) {
  if (!['news', 'papers'].includes(name)) return [404, { message: `no interests are named "${name}"` }];
  const blank = texts.findIndex((text) => !text.trim());
  if (blank >= 0) return [400, { message: `texts[${blank}]: expected a text, found nothing` }];
  const ranked = texts.map((text, place) => {
    const { found, strength } = strengthOf(text);
    const likely = name === 'news' ? 1 / (1 + Math.exp(1 - 8 * strength)) : null;
    return {
      place, strength, probability: likely, by_words: strength, meaning: name === 'news' ? 0.2 + strength : null, copy_of: text === READ ? { shared: 1, was_interesting: true } : null,
      words_for: found.filter(({ adds }) => adds > 0).sort((one, other) => other.adds - one.adds), words_against: found.filter(({ adds }) => adds < 0).sort((one, other) => one.adds - other.adds),
    };
  });
  ranked.sort((one, other) => Number(one.copy_of !== null) - Number(other.copy_of !== null) || other.strength - one.strength || one.place - other.place);
  return { ranked, trust: name === 'news' ? TRUST.tried : TRUST.one_sided, lacks: null };
}

export function readingSaid({ name, text, interest }) {
  if (!['news', 'papers'].includes(name)) return [404, { message: `no interests are named "${name}"` }];
  if (/clinic/i.test(text)) return { taken: false, why: 'privacy', interests: null };
  counts[interest >= 0.5 ? 'liked' : 'disliked'] += 1;
  return { taken: true, why: null, interests: news() };
}
