//! Loops in the widest registers that the processor has.

use pulp::{Arch, NullaryFnOnce};

/// Runs `work`, a closure with `#[inline(always)]`, as code for this processor.
///
/// It is called by reference: called by value, a closure that only borrows goes through a function of its own, which the compiler builds for every processor
/// and does not take in when it is long.
#[inline(always)]
pub(crate) fn wide<Result>(work: impl FnMut() -> Result) -> Result {
    Arch::new().dispatch(Work(work))
}

struct Work<Body>(Body);

impl<Result, Body: FnMut() -> Result> NullaryFnOnce for Work<Body> {
    type Output = Result;

    #[inline(always)]
    fn call(mut self) -> Result {
        (self.0)()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_worked_on_is_borrowed_and_the_answer_comes_back() {
        let mut sums = [0.0_f32; 16];
        let rounds = wide(
            #[inline(always)]
            || {
                sums.iter_mut().enumerate().for_each(|(place, sum)| *sum += place as f32);
                3
            },
        );
        assert_eq!((rounds, sums[15]), (3, 15.0));
    }
}
