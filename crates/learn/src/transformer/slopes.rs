//! Tests: each gradient of each weight, in each method, is the slope of the loss.

use super::*;
use crate::SplitMix64;

fn shape() -> Shape {
    Shape {
        layers: 2,
        hidden: 8,
        heads: 2,
        intermediate: 12,
        vocabulary: 11,
        positions: 9,
        first_position: 1,
        kinds: 2,
        epsilon: 1e-5,
        curve: Curve::Gelu,
        dropout: 0.2,
        attention_dropout: 0.3,
    }
}

fn batch() -> Batch {
    let mut batch = Batch::new();
    batch.push_whole(&[3, 1, 4, 1, 5], &[0, 0, 1, 1, 1], &[0, 1, 2, 1, 0]);
    batch.push_whole(&[9], &[], &[2]);
    batch.push_whole(&[2, 6, 5, 3], &[], &[]);
    batch
}

/// Weights far from 0 everywhere, so that no slope hides.
fn stirred(tensors: &mut [Tensor], random: &mut SplitMix64) {
    for value in tensors.iter_mut().flat_map(|tensor| &mut tensor.values) {
        *value += (0.3 * random.next_normal()) as f32;
    }
}

fn loss(weights: &Weights, added: &Additions, pull: &[f32]) -> f64 {
    let kept = Encoder::new(weights, added).forward_kept(&batch(), 5).unwrap();
    kept.out().iter().zip(pull).map(|(out, pull)| f64::from(out * pull)).sum()
}

fn check(method: &Method) {
    let mut random = SplitMix64::new(3);
    let mut weights = Weights::drawn(shape(), &mut random).unwrap();
    let mut added = Additions::drawn(method, &shape(), 3, &mut random);
    stirred(weights.tensors_mut(), &mut random);
    stirred(added.tensors_mut(), &mut random);
    let pull: Vec<f32> = (0..10 * 8).map(|_| random.next_normal() as f32).collect();
    let (mut of_weights, mut of_added) = (Gradients::of(weights.tensors()), Gradients::of(added.tensors()));
    let encoder = Encoder::new(&weights, &added);
    let kept = encoder.forward_kept(&batch(), 5).unwrap();
    encoder.back(&kept, pull.clone(), &batch(), &mut of_weights, &mut of_added);
    let width = 4e-3_f32;
    let mut moved_by_none = 0;
    for which in 0..2 {
        let count = [weights.tensors().len(), added.tensors().len()][which];
        for tensor in 0..count {
            let (length, name) = {
                let tensor = &[weights.tensors(), added.tensors()][which][tensor];
                (tensor.values.len(), tensor.name.clone())
            };
            for value in (0..length).step_by(1 + length / 12) {
                let mut at = |by: f32| {
                    let tensors = if which == 0 { weights.tensors_mut() } else { added.tensors_mut() };
                    tensors[tensor].values[value] += by;
                    let found = loss(&weights, &added, &pull);
                    let tensors = if which == 0 { weights.tensors_mut() } else { added.tensors_mut() };
                    tensors[tensor].values[value] -= by;
                    found
                };
                let slope = (at(width) - at(-width)) / (2.0 * f64::from(width));
                let found = f64::from([&of_weights, &of_added][which].get(tensor)[value]);
                moved_by_none += usize::from(found == 0.0);
                assert!(
                    (slope - found).abs() < 2e-2 + 0.02 * slope.abs(),
                    "{method:?} {name}[{value}]: {found}, not {slope}"
                );
            }
        }
    }
    assert!(moved_by_none < 120, "{moved_by_none} gradients are 0");
}

#[test]
fn gradients_of_the_encoder_are_slopes() {
    check(&Method::None);
}

#[test]
fn gradients_of_low_rank_products_are_slopes() {
    for is_weighed in [false, true] {
        check(&Method::LowRank { rank: 2, alpha: 3.0, products: Product::ALL.to_vec(), is_weighed });
    }
}

#[test]
fn gradients_of_adapters_and_prefixes_are_slopes() {
    check(&Method::Adapter { width: 3 });
    check(&Method::Prefix { length: 2 });
}

#[test]
fn additions_change_nothing_at_first_and_can_be_merged() {
    let mut random = SplitMix64::new(4);
    let weights = Weights::drawn(shape(), &mut random).unwrap();
    let none = Additions::none();
    let plain = Encoder::new(&weights, &none).forward(&batch()).unwrap();
    for is_weighed in [false, true] {
        let method = Method::LowRank { rank: 2, alpha: 3.0, products: vec![Product::Query, Product::Down], is_weighed };
        let mut added = Additions::drawn(&method, &shape(), 0, &mut random);
        assert_eq!(Encoder::new(&weights, &added).forward(&batch()).unwrap(), plain);
        stirred(added.tensors_mut(), &mut random);
        let beside = Encoder::new(&weights, &added).forward(&batch()).unwrap();
        let merged = Encoder::new(&weights, &added).merged();
        let within = Encoder::new(&merged, &none).forward(&batch()).unwrap();
        assert!(plain.iter().zip(&beside).any(|(plain, beside)| (plain - beside).abs() > 0.01));
        assert!(within.iter().zip(&beside).all(|(within, beside)| (within - beside).abs() < 1e-4));
    }
}

#[test]
fn a_text_means_the_same_alone_and_among_others() {
    let mut random = SplitMix64::new(5);
    let mut weights = Weights::drawn(shape(), &mut random).unwrap();
    stirred(weights.tensors_mut(), &mut random);
    let none = Additions::none();
    let all = Encoder::new(&weights, &none).forward(&batch()).unwrap();
    let mut alone = Batch::new();
    alone.push(&[2, 6, 5, 3]);
    let alone = Encoder::new(&weights, &none).forward(&alone).unwrap();
    assert!(alone.iter().zip(&all[6 * 8..]).all(|(alone, among)| (alone - among).abs() < 1e-5));
}

#[test]
fn what_cannot_be_read_is_refused() {
    let weights = Weights::drawn(shape(), &mut SplitMix64::new(6)).unwrap();
    let none = Additions::none();
    let encoder = Encoder::new(&weights, &none);
    let text = |tokens: &[u32], kinds: &[u8]| {
        let mut batch = Batch::new();
        batch.push_whole(tokens, kinds, &[]);
        encoder.forward(&batch).unwrap_err()
    };
    assert_eq!(text(&[], &[]), TransformerFault::Empty { place: 0 });
    assert_eq!(text(&[11], &[]), TransformerFault::TokenBeyond { token: 11, vocabulary: 11 });
    assert_eq!(text(&[1; 9], &[]), TransformerFault::TooLong { found: 9, longest: 8 });
    assert_eq!(text(&[1], &[2]), TransformerFault::KindBeyond { kind: 2, kinds: 2 });
    let broken = Shape { heads: 3, ..shape() };
    assert!(Weights::drawn(broken, &mut SplitMix64::new(6)).unwrap_err().to_string().contains("do not share 8 evenly"));
}

/// A head's gradients: by the rows that it reads, and by its own weights.
fn check_head<H: Head>(mut head: H, targets: &[H::Target]) {
    let mut random = SplitMix64::new(8);
    stirred(head.tensors_mut(), &mut random);
    let rows: Vec<f32> = (0..10 * 8).map(|_| random.next_normal() as f32).collect();
    let batch = batch();
    let targets: Vec<&H::Target> = targets.iter().collect();
    let weight = targets.iter().map(|target| head.weight(target)).sum();
    let loss = |head: &H, rows: &[f32]| {
        let mut unused = (vec![0.0; rows.len()], Gradients::of(head.tensors()));
        head.loss(Read { batch: &batch, rows, wide: 8 }, &targets, weight, 3, &mut unused.0, &mut unused.1)
    };
    let (mut of_rows, mut slopes) = (vec![0.0; rows.len()], Gradients::of(head.tensors()));
    head.loss(Read { batch: &batch, rows: &rows, wide: 8 }, &targets, weight, 3, &mut of_rows, &mut slopes);
    assert!(of_rows.iter().any(|of| *of != 0.0));
    let width = 4e-3_f32;
    let near = |found: f32, slope: f64, what: &str| {
        assert!((slope - f64::from(found)).abs() < 4e-3, "{what}: {found}, not {slope}");
    };
    for place in 0..rows.len() {
        let at = |by: f32| {
            let mut moved = rows.clone();
            moved[place] += by;
            loss(&head, &moved)
        };
        near(of_rows[place], (at(width) - at(-width)) / (2.0 * f64::from(width)), "row");
    }
    for tensor in 0..head.tensors().len() {
        for place in 0..head.tensors()[tensor].values.len() {
            let at = |by: f32| {
                let mut moved = head.clone();
                moved.tensors_mut()[tensor].values[place] += by;
                loss(&moved, &rows)
            };
            near(slopes.get(tensor)[place], (at(width) - at(-width)) / (2.0 * f64::from(width)), "weight");
        }
    }
}

#[test]
fn gradients_of_labels_are_slopes() {
    for pooling in [Pooling::First, Pooling::Mean] {
        let mut head = Labels::drawn(3, 8, pooling, &mut SplitMix64::new(1));
        head.class_weights = vec![1.0, 2.0, 0.5];
        head.smoothing = 0.1;
        check_head(head, &[2, 0, 1]);
    }
}

#[test]
fn gradients_of_tags_are_slopes() {
    let head = Tags::drawn(&crate::crf::Chain::new(3), 3, 8, &mut SplitMix64::new(1));
    let words = |places: &[usize], tags: &[usize]| Words { places: places.to_vec(), tags: tags.to_vec() };
    check_head(head, &[words(&[0, 2, 3], &[1, 0, 2]), words(&[], &[]), words(&[1, 3], &[2, 2])]);
}

#[test]
fn gradients_of_closeness_are_slopes() {
    check_head(Closeness { pooling: Pooling::Mean, temperature: 0.5 }, &[1, 0, 1]);
}
