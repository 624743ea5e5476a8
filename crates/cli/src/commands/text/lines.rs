//! The lines of standard input, each a text.

use std::io::{BufRead, Read, stdin};

use crate::failure::{Failure, Outcome};

/// Bytes of a line at most; what is longer is taken by its beginning.
const LONGEST: u64 = 1 << 20;

/// Hands on each line, or its number when it is not UTF-8.
pub fn each(take: &mut dyn FnMut(Result<&str, u64>) -> Outcome) -> Outcome {
    let mut input = stdin().lock();
    let mut line = Vec::new();
    for number in 1_u64.. {
        if !next_line(&mut input, &mut line)
            .map_err(|error| Failure::input(format!("could not read on after line {}: {error}", number - 1)))?
        {
            break;
        }
        take(std::str::from_utf8(&line).map_err(|_| number))?;
    }
    Ok(())
}

/// Reads a line without its end; `false` at the end. Of a line that is too long only the beginning is kept, cut between letters.
pub fn next_line(input: &mut impl BufRead, line: &mut Vec<u8>) -> std::io::Result<bool> {
    line.clear();
    if input.by_ref().take(LONGEST).read_until(b'\n', line)? == 0 {
        return Ok(false);
    }
    if line.ends_with(b"\n") {
        line.pop();
        if line.ends_with(b"\r") {
            line.pop();
        }
        return Ok(true);
    }
    if line.len() as u64 == LONGEST {
        input.skip_until(b'\n')?;
        if let Err(error) = std::str::from_utf8(line)
            && error.error_len().is_none()
        {
            line.truncate(error.valid_up_to());
        }
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_cut_between_letters_and_the_next_line_is_whole() {
        let long = "好".repeat(1 << 20);
        let text = format!("one\r\n\n{long}\nlast");
        let mut input = text.as_bytes();
        let mut line = Vec::new();
        let mut lines = Vec::new();
        while next_line(&mut input, &mut line).unwrap() {
            lines.push(String::from_utf8(line.clone()).unwrap());
        }
        assert_eq!((lines.len(), lines[0].as_str(), lines[1].as_str(), lines[3].as_str()), (4, "one", "", "last"));
        assert_eq!(lines[2].chars().count(), (1 << 20) / 3);
    }
}
