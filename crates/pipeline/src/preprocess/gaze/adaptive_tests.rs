use super::super::detect::{GazeMethod, labels_of};
use super::super::samples::{steps, with_gap};
use super::*;
use attentive_types::GazeSignal;

fn label(gaze: &GazeSignal) -> Vec<GazeEventKind> {
    labels_of(gaze, &GazeMethod::default())
}

fn count(labels: &[GazeEventKind], kind: GazeEventKind) -> usize {
    labels.iter().filter(|own| **own == kind).count()
}

#[test]
fn a_jump_between_two_rests_is_one_saccade_of_its_length() {
    let labels = label(&steps(500, &[(300, 0.0), (20, 6.0), (300, 6.0)]));
    let saccade = count(&labels, GazeEventKind::Saccade);
    assert!((18..=28).contains(&saccade), "{saccade}");
    assert_eq!(saccade + count(&labels, GazeEventKind::Fixation), labels.len());
}

#[test]
fn following_is_pursuit_and_the_saccade_inside_is_found() {
    let labels = label(&steps(500, &[(300, 0.0), (300, 6.0), (15, 9.0), (300, 15.0)]));
    assert_eq!((labels[450], labels[800]), (GazeEventKind::SmoothPursuit, GazeEventKind::SmoothPursuit));
    assert_eq!(labels[607], GazeEventKind::Saccade);
}

#[test]
fn swinging_back_after_a_saccade_is_an_oscillation() {
    let labels = label(&steps(500, &[(300, 0.0), (20, 6.0), (5, 5.6), (5, 5.9), (300, 5.9)]));
    let found = count(&labels[318..340], GazeEventKind::PostSaccadicOscillation);
    assert!((5..=14).contains(&found), "{found}");
}

#[test]
fn a_slow_camera_sees_saccades_but_no_oscillations() {
    let labels = label(&steps(60, &[(60, 0.0), (2, 6.0), (1, 5.6), (1, 5.9), (60, 5.9)]));
    assert!(count(&labels, GazeEventKind::Saccade) > 0);
    assert_eq!(count(&labels, GazeEventKind::PostSaccadicOscillation), 0);
}

#[test]
fn nothing_seen_is_undefined_for_long_and_a_blink_for_a_while() {
    let gaze = with_gap(with_gap(steps(500, &[(3000, 0.0)]), 100, 250), 1000, 2500);
    let labels = label(&gaze);
    assert!(labels[100..250].iter().all(|kind| *kind == GazeEventKind::Blink));
    assert!(labels[1000..2500].iter().all(|kind| *kind == GazeEventKind::Undefined));
    assert!(label(&with_gap(gaze, 0, 3000)).iter().all(|kind| *kind == GazeEventKind::Undefined));
}

#[test]
fn an_empty_signal_and_a_lone_sample_have_no_saccade() {
    assert!(label(&GazeSignal::default()).is_empty());
    assert_eq!(label(&steps(500, &[(1, 0.0)])), [GazeEventKind::Fixation]);
}
