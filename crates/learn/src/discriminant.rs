//! Which class does a row of many numbers belong to, when there is a handful of rows for each? The class whose mean is nearest, as far as the spread within classes goes.
//!
//! Linear discriminant analysis (Fisher 1936) with a covariance that is drawn towards an even one (Chen, Wiesel, Eldar and Hero 2010, "Shrinkage algorithms for MMSE covariance
//! estimation", OAS). With `m_c` the mean of a class, S the covariance within classes, p numbers a row, n rows less the classes:
//!
//! ```text
//! t = trace(S),  u = trace(S S)
//! r = min(1, ((1 - 2/p) u + t t) / ((n + 1 - 2/p) (u - t t / p))), and no less than is asked for
//! C = (1 - r) S + r (t / p) I
//! score_c(x) = m_c' C^-1 x - m_c' C^-1 m_c / 2
//! ```
//!
//! The formula holds for rows of a normal distribution; rows of an encoder are further from it, and a higher share, found on rows left out, tells their classes better.
//!
//! All classes are taken to be as likely before anything is read: with a handful of rows their shares say little. Only sums are kept, so rows of new classes are learnt whenever they come,
//! in any order, and the result is that of all at once.

use crate::cholesky;
use crate::model_file::Tensors;

/// Sums over rows, from which the classes are told.
#[derive(Clone, Debug, PartialEq)]
pub struct ClassSums {
    wide: usize,
    counts: Vec<f64>,
    /// For each class the sum of its rows.
    sums: Vec<f64>,
    /// The sum of each row times itself; below the diagonal and on it.
    products: Vec<f64>,
}

/// The score of a class without rows.
const NEVER: f32 = f32::MIN / 2.0;

/// The covariance within classes.
struct Spread {
    /// Its factor.
    factor: Vec<f64>,
    /// How much of it the product of a row with itself is.
    of_rows: f64,
}

/// How well each class fits: a row of weights and a bias for each.
#[derive(Clone, Debug, PartialEq)]
pub struct Discriminant {
    /// Row by row.
    pub weights: Vec<f32>,
    /// One for each class.
    pub biases: Vec<f32>,
}

impl Discriminant {
    /// How well each class fits a row of `wide` numbers.
    #[must_use]
    pub fn scores(&self, row: &[f32], wide: usize) -> Vec<f32> {
        let product = |weights: &[f32]| weights.iter().zip(row).map(|(weight, value)| weight * value).sum::<f32>();
        self.weights
            .chunks_exact(wide.max(1))
            .zip(&self.biases)
            .map(|(weights, bias)| product(weights) + bias)
            .collect()
    }
}

impl ClassSums {
    /// For rows of `wide` numbers.
    #[must_use]
    pub fn new(wide: usize) -> Self {
        Self { wide, counts: Vec::new(), sums: Vec::new(), products: vec![0.0; wide * wide] }
    }

    /// Classes that were met, and those with lower numbers.
    #[must_use]
    pub fn classes(&self) -> usize {
        self.counts.len()
    }

    /// How many rows there were.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.counts.iter().sum::<f64>() as usize
    }

    /// Looks at a row; one of another width, or with a number that is none, is not taken and answered with `false`.
    pub fn add(&mut self, row: &[f32], class: usize) -> bool {
        if row.len() != self.wide || row.iter().any(|value| !value.is_finite()) {
            return false;
        }
        if class >= self.counts.len() {
            self.counts.resize(class + 1, 0.0);
            self.sums.resize((class + 1) * self.wide, 0.0);
        }
        self.counts[class] += 1.0;
        let sums = &mut self.sums[class * self.wide..][..self.wide];
        sums.iter_mut().zip(row).for_each(|(sum, value)| *sum += f64::from(*value));
        for (place, own) in row.iter().enumerate() {
            let own = f64::from(*own);
            let products = &mut self.products[place * self.wide..][..=place];
            products.iter_mut().zip(row).for_each(|(sum, value)| *sum += own * f64::from(*value));
        }
        true
    }

    /// What tells the classes apart, the covariance drawn towards an even one by `share` at least, 0 to 1. A class without rows is never the best; `None` while there are not two classes with
    /// rows.
    #[must_use]
    pub fn discriminant(&self, share: f64) -> Option<Discriminant> {
        let means = self.means();
        let spread = self.spread(&means, share)?;
        let mut found = Discriminant { weights: Vec::new(), biases: Vec::new() };
        for mean in means {
            let Some(mean) = mean else {
                found.weights.extend(std::iter::repeat_n(0.0, self.wide));
                found.biases.push(NEVER);
                continue;
            };
            let mut weights = mean.clone();
            cholesky::solve(&spread.factor, &mut weights);
            found.biases.push((-dot(&weights, &mean) / 2.0) as f32);
            found.weights.extend(weights.into_iter().map(|weight| weight as f32));
        }
        Some(found)
    }

    /// The scores that a row of a class would get had it not been learnt: neither its class's mean nor the covariance knows it, but for how far that is drawn towards an even one
    /// (Sherman and Morrison 1950). `None` when it is the only one of its class, or there are not two classes with rows. Rows are given row by row, each with its class; the answer holds as
    /// many scores for each as there are classes.
    #[must_use]
    pub fn left_out(&self, rows: &[f32], class: &[usize], share: f64) -> Option<Vec<Option<Vec<f32>>>> {
        let means = self.means();
        let spread = self.spread(&means, share)?;
        let solved = |row: &[f64]| {
            let mut solved = row.to_vec();
            cholesky::solve(&spread.factor, &mut solved);
            solved
        };
        let drawn: Vec<Option<Vec<f64>>> = means.iter().map(|mean| mean.as_deref().map(solved)).collect();
        let one = |(row, own): (&[f32], &usize)| {
            let row: Vec<f64> = row.iter().map(|value| f64::from(*value)).collect();
            let count = self.counts.get(*own).copied().filter(|count| *count > 1.0)?;
            let mean = means.get(*own)?.as_ref()?;
            let away: Vec<f64> = row.iter().zip(mean).map(|(value, mean)| value - mean).collect();
            let along = solved(&away);
            // The covariance is C without `part` times the row's own part, and so its inverse has `more` times `along along'` more.
            let part = spread.of_rows * count / (count - 1.0);
            let length = dot(&away, &along);
            let more = part / (1.0 - part * length).max(1e-6);
            let of_row = dot(&along, &row);
            let score = |place: usize| -> f32 {
                let (Some(mean), Some(drawn)) = (&means[place], &drawn[place]) else { return NEVER };
                let back = if place == *own { 1.0 / (count - 1.0) } else { 0.0 };
                let of_mean = dot(mean, &along) - back * length;
                let near = dot(drawn, &row) - back * of_row + more * of_mean * of_row;
                let own_length = dot(drawn, mean) - 2.0 * back * dot(mean, &along) + back * back * length;
                (near - (own_length + more * of_mean * of_mean) / 2.0) as f32
            };
            Some((0..means.len()).map(score).collect())
        };
        Some(rows.chunks_exact(self.wide.max(1)).zip(class).map(one).collect())
    }

    /// The covariance within classes.
    fn spread(&self, means: &[Option<Vec<f64>>], share: f64) -> Option<Spread> {
        let with_rows = means.iter().flatten().count();
        if with_rows < 2 {
            return None;
        }
        let free = (self.counts.iter().sum::<f64>() - with_rows as f64).max(1.0);
        let mut spread = self.products.clone();
        for (mean, count) in means.iter().zip(&self.counts) {
            let Some(mean) = mean else { continue };
            for (place, own) in mean.iter().enumerate() {
                let products = &mut spread[place * self.wide..][..=place];
                products.iter_mut().zip(mean).for_each(|(sum, value)| *sum -= count * own * value);
            }
        }
        spread.iter_mut().for_each(|value| *value /= free);
        let share = draw_towards_even(&mut spread, self.wide, free, share);
        cholesky::factor(&mut spread, self.wide);
        Some(Spread { factor: spread, of_rows: (1.0 - share) / free })
    }

    /// Keeps the sums: counts, sums of rows, sums of products.
    pub fn put(&self, of: &str, tensors: &mut Tensors) {
        let short = |values: &[f64]| values.iter().map(|value| *value as f32).collect::<Vec<f32>>();
        tensors.put(&format!("{of}.counts"), &short(&self.counts));
        tensors.put_matrix(&format!("{of}.sums"), &short(&self.sums), [self.counts.len(), self.wide]);
        tensors.put_matrix(&format!("{of}.products"), &short(&self.products), [self.wide, self.wide]);
    }

    /// The sums that were kept; `None` when they lack or do not fit.
    #[must_use]
    pub fn find(tensors: &Tensors, of: &str, wide: usize) -> Option<Self> {
        let long = |values: &[f32]| values.iter().map(|value| f64::from(*value)).collect::<Vec<f64>>();
        let counts = long(tensors.values(&format!("{of}.counts"))?);
        let matrix = |name: &str, shape: [usize; 2]| {
            let (values, found) = tensors.matrix(&format!("{of}.{name}"))?;
            (found == shape && values.iter().all(|value| value.is_finite())).then(|| long(values))
        };
        let sums = matrix("sums", [counts.len(), wide])?;
        let products = matrix("products", [wide, wide])?;
        counts.iter().all(|count| *count >= 0.0 && count.is_finite()).then_some(Self { wide, counts, sums, products })
    }

    fn means(&self) -> Vec<Option<Vec<f64>>> {
        let mean = |(sums, count): (&[f64], &f64)| (*count > 0.0).then(|| sums.iter().map(|sum| sum / count).collect());
        self.sums.chunks_exact(self.wide.max(1)).zip(&self.counts).map(mean).collect()
    }
}

fn dot(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}

/// Draws a covariance, of which the lower half is given, towards an even one; answers how far, 0 to 1.
#[expect(clippy::cast_precision_loss, reason = "a width")]
fn draw_towards_even(spread: &mut [f64], wide: usize, free: f64, least: f64) -> f64 {
    /// So much of the even one is always there, so that numbers that never vary do no harm.
    const LEAST: f64 = 1e-6;
    let least = least.clamp(LEAST, 1.0);
    let p = wide as f64;
    let trace: f64 = (0..wide).map(|place| spread[place * wide + place]).sum();
    let mut squares = 0.0;
    for row in 0..wide {
        let below = &spread[row * wide..][..row];
        squares += 2.0 * below.iter().map(|value| value * value).sum::<f64>() + spread[row * wide + row].powi(2);
    }
    let above = (1.0 - 2.0 / p) * squares + trace * trace;
    let under = (free + 1.0 - 2.0 / p) * (squares - trace * trace / p);
    let share = if under > 0.0 { (above / under).clamp(least, 1.0) } else { 1.0 };
    let even = if trace > 0.0 { trace / p } else { 1.0 };
    for row in 0..wide {
        spread[row * wide..][..=row].iter_mut().for_each(|value| *value *= 1.0 - share);
        spread[row * wide + row] += share * even;
    }
    share
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SplitMix64;

    fn best(found: &Discriminant, row: &[f32]) -> usize {
        let scores = found.weights.chunks_exact(row.len()).zip(&found.biases);
        let scores = scores.map(|(weights, bias)| weights.iter().zip(row).map(|(w, x)| w * x).sum::<f32>() + bias);
        scores.enumerate().max_by(|one, other| one.1.total_cmp(&other.1)).map_or(0, |best| best.0)
    }

    /// Rows of two numbers: the first varies widely and says nothing, the second says the class.
    fn taught(random: &mut SplitMix64, rows: usize) -> Vec<([f32; 2], usize)> {
        let one = |row: usize| {
            let class = row % 2;
            let mut draw = || random.next_unit() as f32 - 0.5;
            ([4.0 * draw(), class as f32 + 0.8 * draw()], class)
        };
        (0..rows).map(one).collect()
    }

    #[test]
    fn what_varies_within_classes_counts_less() {
        let mut random = SplitMix64::new(1);
        let mut sums = ClassSums::new(2);
        taught(&mut random, 60).iter().for_each(|(row, class)| assert!(sums.add(row, *class)));
        let found = sums.discriminant(0.0).unwrap();
        let asked = taught(&mut random, 200);
        let right = asked.iter().filter(|(row, class)| best(&found, row) == *class).count();
        assert!(right >= 190, "{right}");
    }

    #[test]
    fn the_order_in_which_rows_come_does_not_matter() {
        let mut random = SplitMix64::new(2);
        let rows = taught(&mut random, 40);
        let learn = |rows: &mut dyn Iterator<Item = &([f32; 2], usize)>| {
            let mut sums = ClassSums::new(2);
            rows.for_each(|(row, class)| assert!(sums.add(row, *class)));
            sums.discriminant(0.0).unwrap()
        };
        let (one, other) = (learn(&mut rows.iter()), learn(&mut rows.iter().rev()));
        assert!(
            one.weights.iter().zip(&other.weights).all(|(one, other)| (one - other).abs() < 1e-3 * one.abs().max(1.0))
        );
    }

    #[test]
    fn a_row_left_out_is_scored_as_if_it_had_not_been_met() {
        // Few rows of many numbers: the covariance knows each of them well.
        let mut random = SplitMix64::new(3);
        let rows: Vec<(Vec<f32>, usize)> =
            (0..60).map(|row| ((0..24).map(|_| random.next_normal() as f32).collect(), row % 3)).collect();
        let mut sums = ClassSums::new(24);
        rows.iter().for_each(|(row, class)| assert!(sums.add(row, *class)));
        let all: Vec<f32> = rows.iter().flat_map(|(row, _)| row).copied().collect();
        let class: Vec<usize> = rows.iter().map(|row| row.1).collect();
        let said = sums.left_out(&all, &class, 0.0).unwrap();
        let known = sums.discriminant(0.0).unwrap();
        let (mut far, mut far_known) = (0.0, 0.0);
        for (left, (row, _)) in rows.iter().enumerate() {
            let mut without = ClassSums::new(24);
            rows.iter().enumerate().filter(|(place, _)| *place != left).for_each(|(_, (row, class))| {
                assert!(without.add(row, *class));
            });
            let truth = without.discriminant(0.0).unwrap().scores(row, 24);
            let away = |scores: &[f32]| scores.iter().zip(&truth).map(|(one, other)| (one - other).abs()).sum::<f32>();
            far += away(said[left].as_ref().unwrap());
            far_known += away(&known.scores(row, 24));
        }
        assert!(far < 0.1 * far_known, "{far} {far_known}");
        // Rows of chance belong nowhere: left out, they are not found again.
        let best = |scores: &[f32]| scores.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).map(|best| best.0);
        let right = said.iter().zip(&class).filter(|(said, class)| best(said.as_ref().unwrap()) == Some(**class));
        assert!(right.count() < 32);
        let mut one = ClassSums::new(1);
        assert!(one.add(&[1.0], 0) && one.add(&[2.0], 1));
        assert_eq!(one.left_out(&[1.0], &[0], 0.0).unwrap(), [None], "it is the only one of its class");
    }

    #[test]
    fn with_a_share_of_one_the_nearest_mean_is_told_however_rows_vary() {
        let mut random = SplitMix64::new(7);
        let mut sums = ClassSums::new(2);
        taught(&mut random, 40).iter().for_each(|(row, class)| assert!(sums.add(row, *class)));
        let (own, even) = (sums.discriminant(0.0).unwrap(), sums.discriminant(1.0).unwrap());
        let means = sums.means();
        for (row, _) in taught(&mut random, 100) {
            let away =
                |mean: &[f64]| mean.iter().zip(row).map(|(mean, value)| (mean - f64::from(value)).powi(2)).sum::<f64>();
            let away: Vec<f64> = means.iter().flatten().map(|mean| away(mean)).collect();
            assert_eq!(best(&even, &row), usize::from(away[1] < away[0]));
        }
        assert_ne!(own, even);
    }

    #[test]
    fn sums_come_back_from_a_file() {
        let mut sums = ClassSums::new(2);
        taught(&mut SplitMix64::new(4), 20).iter().for_each(|(row, class)| assert!(sums.add(row, *class)));
        let mut tensors = Tensors::default();
        sums.put("sums", &mut tensors);
        let again = ClassSums::find(&tensors, "sums", 2).unwrap();
        assert_eq!(again.counts, sums.counts);
        assert_eq!(ClassSums::find(&tensors, "sums", 3), None);
        assert_eq!(ClassSums::find(&tensors, "other", 2), None);
    }

    #[test]
    fn one_row_a_class_and_numbers_that_never_vary_are_no_trouble() {
        let mut sums = ClassSums::new(3);
        assert_eq!(sums.discriminant(0.0), None);
        assert!(sums.add(&[1.0, 0.0, 5.0], 0) && sums.add(&[0.0, 1.0, 5.0], 2));
        assert!(!sums.add(&[f32::NAN, 0.0, 0.0], 0) && !sums.add(&[0.0], 0));
        let found = sums.discriminant(0.0).unwrap();
        assert_eq!((best(&found, &[0.9, 0.1, 5.0]), best(&found, &[0.1, 0.9, 5.0])), (0, 2));
        assert_eq!(sums.classes(), 3);
    }
}
