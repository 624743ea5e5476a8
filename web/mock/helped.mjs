// Effects of prompts and the report on them, made up.

export const effect = (kind, delivered, heldBack, gain, fixed, odds, verdict) => ({
  kind, delivered, held_back: heldBack, gain_min: gain?.[0] ?? null, interval_min: gain?.slice(1) ?? null,
  fixed_gain_min: fixed?.[0] ?? null, fixed_interval_min: fixed?.slice(1) ?? null, odds_against: odds, is_retired: odds >= 20, verdict,
  worth_by_hour: gain ? Array.from({ length: 24 }, (_, hour) => (hour < 7 || hour > 21) ? null : Math.min(0.99, Math.max(0.01, 0.5 + gain[0] / 12 + 0.3 * Math.cos(((hour - 9) / 12) * Math.PI)))) : [],
});

const arm = (known, mean) => ({ drawn: known + 3, this_week: Math.min(known, 4), known, unknown: 3, mean_min: mean, deviation_min: 8.4, accepted: Math.floor(known / 3) });

export const helpedAnswer = (isEmpty, effects, at, since) => ({
  at, since: isEmpty ? null : since, worthwhile_min: 3, least_per_arm: 15, retired_at_odds: 20,
  kinds: effects.filter(({ kind }) => kind !== 'ask-focus').map((own) => ({
    effect: own, delivered: arm(own.delivered, 11.2 + (own.gain_min ?? 0)), held_back: arm(own.held_back, 11.2),
    probabilities: [[0.5, own.delivered + own.held_back + 6]],
    checks: { expected_delivered: (own.delivered + own.held_back + 6) / 2, chance_of_draws: 0.7, unknown_difference: [0, -0.12, 0.12], before_difference_min: [0.6, -2.1, 3.3] },
    doubts: own.kind === 'start-focus' ? ['outcomes-lack-unevenly'] : [],
  })),
});
