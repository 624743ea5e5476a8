//! Characters in, words of the language out.

use std::iter::Peekable;
use std::str::Chars;

use super::ParseError;

/// One word of the language.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Name(String),
    Text(String),
    Number(f64),
    Bool(bool),
    If,
    Elif,
    Else,
    Return,
    /// An operator or a bracket, as it is written.
    Sign(&'static str),
    End,
}

impl Token {
    /// How the word is shown in an error.
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Name(name) => format!("`{}`", name.chars().take(40).collect::<String>()),
            Self::Text(_) => "a text".to_owned(),
            Self::Number(number) => format!("the number {number}"),
            Self::Bool(value) => format!("`{value}`"),
            Self::If => "`if`".to_owned(),
            Self::Elif => "`elif`".to_owned(),
            Self::Else => "`else`".to_owned(),
            Self::Return => "`return`".to_owned(),
            Self::Sign(sign) => format!("`{sign}`"),
            Self::End => "the end".to_owned(),
        }
    }
}

/// A place in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) line: usize,
    pub(super) column: usize,
}

impl Place {
    pub(super) fn error(self, expected: impl Into<String>, found: impl Into<String>) -> ParseError {
        ParseError { line: self.line, column: self.column, expected: expected.into(), found: found.into() }
    }
}

/// Reads one word after the other.
pub(super) struct Lexer<'a> {
    rest: Peekable<Chars<'a>>,
    place: Place,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { rest: text.chars().peekable(), place: Place { line: 1, column: 1 } }
    }

    /// The next word and where it begins.
    pub(super) fn next(&mut self) -> Result<(Token, Place), ParseError> {
        self.skip_blanks();
        let place = self.place;
        let Some(first) = self.take() else { return Ok((Token::End, place)) };
        let token = match first {
            '"' | '\'' => self.text(first, place)?,
            '0'..='9' => self.number(first, place)?,
            c if c.is_alphabetic() || c == '_' => self.name(c),
            '=' if self.rest.peek() == Some(&'=') => {
                self.take();
                Token::Sign("==")
            }
            c => Token::Sign(sign(c).ok_or_else(|| place.error("a word of the query language", shown_char(c)))?),
        };
        Ok((token, place))
    }

    fn take(&mut self) -> Option<char> {
        let c = self.rest.next()?;
        if c == '\n' {
            self.place = Place { line: self.place.line + 1, column: 1 };
        } else {
            self.place.column += 1;
        }
        Some(c)
    }

    fn skip_blanks(&mut self) {
        while let Some(&c) = self.rest.peek() {
            if c == '#' {
                while self.rest.peek().is_some_and(|c| *c != '\n') {
                    self.take();
                }
            } else if c.is_whitespace() {
                self.take();
            } else {
                return;
            }
        }
    }

    /// A text ends at the first quote of its kind that has no backslash before it, in both servers.
    fn text(&mut self, quote: char, began: Place) -> Result<Token, ParseError> {
        let mut raw = String::new();
        loop {
            let Some(c) = self.take() else {
                return Err(began.error(format!("a text that ends with {quote}"), "no end of it"));
            };
            if c != quote {
                raw.push(c);
            } else if raw.ends_with('\\') {
                raw.pop();
                raw.push(c);
            } else {
                return Ok(Token::Text(with_characters(&raw)));
            }
        }
    }

    fn number(&mut self, first: char, place: Place) -> Result<Token, ParseError> {
        let mut digits = String::from(first);
        let mut has_point = false;
        while let Some(&c) = self.rest.peek() {
            if !c.is_ascii_digit() && (c != '.' || has_point) {
                break;
            }
            has_point |= c == '.';
            digits.push(c);
            self.take();
        }
        let number = digits.parse().ok().filter(|number: &f64| number.is_finite());
        number.map(Token::Number).ok_or_else(|| place.error("a number up to 1.8e308", "a larger one"))
    }

    fn name(&mut self, first: char) -> Token {
        let mut name = String::from(first);
        while let Some(&c) = self.rest.peek().filter(|c| c.is_alphanumeric() || **c == '_') {
            name.push(c);
            self.take();
        }
        match name.as_str() {
            "if" => Token::If,
            "elif" => Token::Elif,
            "else" => Token::Else,
            "return" => Token::Return,
            "true" | "True" => Token::Bool(true),
            "false" | "False" => Token::Bool(false),
            _ => Token::Name(name),
        }
    }
}

fn sign(c: char) -> Option<&'static str> {
    Some(match c {
        '+' => "+",
        '-' => "-",
        '*' => "*",
        '/' => "/",
        '%' => "%",
        '=' => "=",
        '(' => "(",
        ')' => ")",
        '[' => "[",
        ']' => "]",
        '{' => "{",
        '}' => "}",
        ',' => ",",
        ':' => ":",
        ';' => ";",
        _ => return None,
    })
}

fn shown_char(c: char) -> String {
    format!("{c:?}")
}

/// The text with `\uXXXX` beyond ASCII turned into the character that it stands for.
///
/// Backslashes are kept in texts, because they are meant for regular expressions. But aw-client hands categories
/// through Python's `json.dumps`, which writes 微信 as `\u5fae\u4fe1`: a name must come back as it was, and the halves
/// of an emoji are no valid regular expression. Both servers leave them as they are; nobody can want that.
fn with_characters(raw: &str) -> String {
    if !raw.contains("\\u") {
        return raw.to_owned();
    }
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('\\') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let (kept, after) = match escaped(from) {
            Some((character, length)) => {
                out.push(character);
                ("", from.get(length..).unwrap_or_default())
            }
            // A backslash and what it protects stay together.
            None => {
                let length = from.chars().take(2).map(char::len_utf8).sum();
                from.split_at(length)
            }
        };
        out.push_str(kept);
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The character at the head of a text that begins with `\uXXXX`, and how many bytes it takes there.
fn escaped(text: &str) -> Option<(char, usize)> {
    let unit = |text: &str| {
        let digits = text.strip_prefix("\\u")?.get(..4)?;
        digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u16::from_str_radix(digits, 16).ok())?
    };
    let first = unit(text)?;
    let units = [first, text.get(6..).and_then(unit).unwrap_or(0)];
    let character = char::decode_utf16(units).next()?.ok()?;
    (!character.is_ascii()).then_some((character, character.len_utf16() * 6))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Vec<Token> {
        let mut lexer = Lexer::new(text);
        let all = std::iter::from_fn(|| Some(lexer.next().expect("a word").0));
        all.take_while(|token| *token != Token::End).collect()
    }

    fn text(raw: &str) -> Token {
        Token::Text(raw.to_owned())
    }

    #[test]
    fn both_quotes_and_escaped_quotes_are_read() {
        assert_eq!(
            tokens(r#""a" 'b' "it's" '"' "te\"st" 'te\'st'"#),
            ["a", "b", "it's", "\"", "te\"st", "te'st"].map(text)
        );
    }

    #[test]
    fn backslashes_stay_for_regular_expressions() {
        assert_eq!(tokens(r#""\w+\.\\d \u00" "#), [text(r"\w+\.\\d \u00")]);
    }

    #[test]
    fn escaped_characters_beyond_ascii_come_back() {
        assert_eq!(
            tokens(r#""\u5fae\u4fe1|\ud83d\ude00" "\u002e" "\\u5fae" "\ud83d""#),
            [text("微信|😀"), text(r"\u002e"), text(r"\\u5fae"), text(r"\ud83d"),]
        );
    }

    #[test]
    fn numbers_names_and_comments_are_read() {
        let found = tokens("1 1. 2.5 iffy if Trueish True # all of this is a comment \"\n_a1==变量");
        let name = |name: &str| Token::Name(name.to_owned());
        assert_eq!(
            found,
            [
                Token::Number(1.0),
                Token::Number(1.0),
                Token::Number(2.5),
                name("iffy"),
                Token::If,
                name("Trueish"),
                Token::Bool(true),
                name("_a1"),
                Token::Sign("=="),
                name("变量"),
            ]
        );
    }

    #[test]
    fn a_character_that_is_no_word_is_placed() {
        let mut lexer = Lexer::new("ab\n  &");
        assert!(lexer.next().is_ok());
        let error = lexer.next().expect_err("an error");
        assert_eq!(error.to_string(), "line 2, column 3: expected a word of the query language, found '&'");
    }
}
