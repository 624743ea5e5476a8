//! Lines of numbers, the first of which says how many follow.

use anyhow::{Context, ensure};

/// The numbers of each line, without the first.
pub fn rows(file: &str) -> anyhow::Result<Vec<Vec<usize>>> {
    let row = |(number, line): (usize, &str)| {
        let at = || format!("line {}", number + 1);
        let numbers: Vec<usize> = line.split_whitespace().map(str::parse).collect::<Result<_, _>>().with_context(at)?;
        let (count, rest) = numbers.split_first().with_context(at)?;
        ensure!(*count == rest.len(), "line {}: {count} numbers are said, {} are there", number + 1, rest.len());
        Ok(rest.to_vec())
    };
    file.lines().enumerate().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_do_not_count_right_are_refused_with_their_line() {
        assert_eq!(rows("2 5 6\n0\n").unwrap(), [vec![5, 6], vec![]]);
        assert!(rows("1 5\n3 1 2\n").unwrap_err().to_string().contains("line 2"));
        assert!(rows("1 x\n").unwrap_err().to_string().contains("line 1"));
    }
}
