//! JSON of any length, word by word, in bounded memory.

use std::io::Read;

use super::super::ImportError;
use super::Source;
use super::table::number;

/// One word of a JSON text.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    /// `{`
    Object,
    /// `[`
    List,
    /// `}` or `]`
    End,
    /// The name of a field.
    Key(String),
    /// A text.
    Text(String),
    /// A number.
    Number(f64),
    /// `null`, `true`, `false` or a number beyond all measure.
    Nothing,
}

/// Reads JSON word by word.
pub(super) struct Tokens {
    source: Source,
    buffer: Vec<u8>,
    place: usize,
    end: usize,
    /// Bytes before the buffer.
    before: u64,
    /// For each open bracket, whether it is an object's.
    open: Vec<bool>,
    expect: Expect,
}

/// What may come next.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Expect {
    Value,
    ValueOrEnd,
    KeyOrEnd,
    Key,
    CommaOrEnd,
    Done,
}

impl Tokens {
    const MOST_DEEP: usize = 64;
    const MOST_TEXT: usize = 1 << 20;

    pub(super) fn new(source: Source) -> Self {
        Self { source, buffer: vec![0; 1 << 16], place: 0, end: 0, before: 0, open: Vec::new(), expect: Expect::Value }
    }

    /// The next word; `None` after the value that the text is.
    pub(super) fn next_token(&mut self) -> Result<Option<Token>, ImportError> {
        loop {
            let Some(byte) = self.after_blanks()? else {
                return if self.expect == Expect::Done {
                    Ok(None)
                } else {
                    Err(self.fault("the file ends too early; export or copy it again"))
                };
            };
            let closes = if self.open.last() == Some(&true) { b'}' } else { b']' };
            match (self.expect, byte) {
                (Expect::Done, _) => return Err(self.fault("something stands behind the end")),
                (Expect::CommaOrEnd, b',') => {
                    self.place += 1;
                    self.expect = if self.open.last() == Some(&true) { Expect::Key } else { Expect::Value };
                }
                (Expect::CommaOrEnd | Expect::ValueOrEnd | Expect::KeyOrEnd, byte) if byte == closes => {
                    self.place += 1;
                    self.open.pop();
                    self.after_value();
                    return Ok(Some(Token::End));
                }
                (Expect::Key | Expect::KeyOrEnd, b'"') => {
                    let key = self.text()?;
                    match self.after_blanks()? {
                        Some(b':') => {}
                        Some(_) => return Err(self.fault("expected a colon")),
                        None => return Err(self.fault("the file ends too early; export or copy it again")),
                    }
                    self.place += 1;
                    self.expect = Expect::Value;
                    return Ok(Some(Token::Key(key)));
                }
                (Expect::Value | Expect::ValueOrEnd, byte) => return self.value(byte).map(Some),
                _ => return Err(self.fault("this is no JSON")),
            }
        }
    }

    fn value(&mut self, byte: u8) -> Result<Token, ImportError> {
        match byte {
            b'{' | b'[' => {
                if self.open.len() >= Self::MOST_DEEP {
                    return Err(self.fault("brackets within brackets, more than 64 deep"));
                }
                self.place += 1;
                let is_object = byte == b'{';
                self.open.push(is_object);
                self.expect = if is_object { Expect::KeyOrEnd } else { Expect::ValueOrEnd };
                Ok(if is_object { Token::Object } else { Token::List })
            }
            b'"' => {
                let text = self.text()?;
                self.after_value();
                Ok(Token::Text(text))
            }
            _ => {
                let mut word = Vec::new();
                while let Some(byte) = self.peek()? {
                    if !(byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.')) {
                        break;
                    }
                    if word.len() > 400 {
                        return Err(self.fault("a word of more than 400 letters"));
                    }
                    word.push(byte);
                    self.place += 1;
                }
                let token = match word.as_slice() {
                    // Python writes NaN and Infinity.
                    b"null" | b"true" | b"false" | b"NaN" | b"Infinity" | b"-Infinity" => Token::Nothing,
                    word => match number(word) {
                        Some(number) => Token::Number(number),
                        None if super::table::Decimal::scan(word).is_some_and(|(_, count)| count == word.len()) => {
                            Token::Nothing
                        }
                        None => return Err(self.fault("this is no JSON")),
                    },
                };
                self.after_value();
                Ok(token)
            }
        }
    }

    fn after_value(&mut self) {
        self.expect = if self.open.is_empty() { Expect::Done } else { Expect::CommaOrEnd };
    }

    /// A text from its quotation mark on.
    fn text(&mut self) -> Result<String, ImportError> {
        self.place += 1;
        let mut raw = vec![b'"'];
        loop {
            let Some(byte) = self.peek()? else {
                return Err(self.fault("the file ends in a text; export or copy it again"));
            };
            self.place += 1;
            raw.push(byte);
            match byte {
                b'"' => break,
                b'\\' => {
                    raw.extend(self.peek()?);
                    self.place += 1;
                }
                _ => {}
            }
            if raw.len() > Self::MOST_TEXT {
                return Err(self.fault("a text of more than a megabyte"));
            }
        }
        match serde_json::from_slice(&raw) {
            Ok(text) => Ok(text),
            Err(_) => Ok(String::from_utf8_lossy(&raw[1..raw.len() - 1]).into_owned()),
        }
    }

    fn after_blanks(&mut self) -> Result<Option<u8>, ImportError> {
        while let Some(byte) = self.peek()? {
            let is_order_mark = self.before == 0 && self.place < 3 && matches!(byte, 0xef | 0xbb | 0xbf);
            if !is_order_mark && !byte.is_ascii_whitespace() {
                return Ok(Some(byte));
            }
            self.place += 1;
        }
        Ok(None)
    }

    fn peek(&mut self) -> Result<Option<u8>, ImportError> {
        if self.place >= self.end {
            self.before += self.end as u64;
            (self.place, self.end) = (0, 0);
            loop {
                match self.source.read(&mut self.buffer) {
                    Ok(count) => {
                        self.end = count;
                        break;
                    }
                    Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                    Err(error) => return Err(self.source.io(error)),
                }
            }
        }
        Ok(self.buffer[..self.end].get(self.place).copied())
    }

    /// An error at this place.
    pub(super) fn fault(&self, why: &str) -> ImportError {
        self.source.fault(format!("byte {}", self.offset()), why)
    }

    /// How many bytes were read.
    pub(super) fn offset(&self) -> u64 {
        self.before + self.place as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Result<Vec<Token>, String> {
        let source = Source::of_reader(std::io::Cursor::new(text.as_bytes().to_vec()), "f").unwrap();
        let mut tokens = Tokens::new(source);
        let mut all = Vec::new();
        while let Some(token) = tokens.next_token().map_err(|error| error.to_string())? {
            all.push(token);
        }
        Ok(all)
    }

    #[test]
    fn words_come_in_order() {
        let key = |name: &str| Token::Key(name.to_owned());
        assert_eq!(
            tokens(r#" [{"a": 1.5, "b\"": [null, "x"]}, []] "#).unwrap(),
            [
                Token::List,
                Token::Object,
                key("a"),
                Token::Number(1.5),
                key("b\""),
                Token::List,
                Token::Nothing,
                Token::Text("x".to_owned()),
                Token::End,
                Token::End,
                Token::List,
                Token::End,
                Token::End
            ]
        );
    }

    #[test]
    fn what_is_no_json_is_refused_with_its_place() {
        for (text, why) in [
            ("[1,", "byte 3: the file ends too early"),
            ("{\"a\" 1}", "byte 5: expected a colon"),
            ("[1 2]", "byte 3: this is no JSON"),
            ("[1]]", "byte 3: something stands behind the end"),
            ("{\"a", "byte 3: the file ends in a text"),
            ("[nope]", "byte 5: this is no JSON"),
            ("[}", "byte 1: this is no JSON"),
        ] {
            let error = tokens(text).unwrap_err();
            assert!(error.starts_with(why), "{text}: {error}");
        }
        assert!(tokens(&"[".repeat(100)).unwrap_err().contains("64 deep"));
    }

    proptest::proptest! {
        #[test]
        fn every_json_that_the_library_takes_is_taken(value in "(\\[(1|null|\"a\"|\\{\\}),?\\]|\\{\"a\":-1e3\\}|\\PC*)") {
            if value.len() < 60 && serde_json::from_str::<serde_json::Value>(&value).is_ok() {
                proptest::prop_assert!(tokens(&value).is_ok(), "{}", value);
            } else {
                let _ = value.trim().is_empty() || tokens(&value).is_ok();
            }
        }
    }
}
