//! Words in, statements out.
//!
//! ```text
//! query      = { statement | ";" }
//! statement  = "if" value block { "elif" value block } [ "else" block ] | [ "return" ] [ name "=" ] value ";"
//! block      = "{" { statement | ";" } "}"
//! value      = part { ( "+" | "-" | "*" | "/" | "%" | "==" ) part }
//! part       = number | text | "true" | "false" | name [ "(" values ")" ] | "(" value ")" | "[" values "]" | "{" pairs "}" | "-" part
//! ```
//!
//! The last `;` of the query or of a block may be left out, as the Python server allows.

use std::collections::VecDeque;

use super::lexer::{Lexer, Place, Token};
use super::{Expression, Operator, ParseError, Statement};
use crate::limits::MAX_DEPTH;

/// Reads a query.
pub(crate) fn parse(text: &str) -> Result<Vec<Statement>, ParseError> {
    let mut parser = Parser { lexer: Lexer::new(text), ahead: VecDeque::new(), depth: 0 };
    let statements = parser.statements()?;
    let (token, place) = parser.next()?;
    match token {
        Token::End => Ok(statements),
        other => Err(place.error("a statement", other.shown())),
    }
}

struct Parser<'a> {
    lexer: Lexer<'a>,
    ahead: VecDeque<(Token, Place)>,
    depth: usize,
}

impl Parser<'_> {
    fn next(&mut self) -> Result<(Token, Place), ParseError> {
        match self.ahead.pop_front() {
            Some(word) => Ok(word),
            None => self.lexer.next(),
        }
    }

    fn peek(&mut self, ahead: usize) -> Result<&Token, ParseError> {
        while self.ahead.len() <= ahead {
            let word = self.lexer.next()?;
            self.ahead.push_back(word);
        }
        Ok(self.ahead.get(ahead).map_or(&Token::End, |(token, _)| token))
    }

    /// Takes the next word if it is that sign.
    fn took(&mut self, sign: &str) -> Result<bool, ParseError> {
        let is_it = matches!(self.peek(0)?, Token::Sign(found) if *found == sign);
        if is_it {
            self.next()?;
        }
        Ok(is_it)
    }

    fn expect(&mut self, sign: &str, expected: &str) -> Result<(), ParseError> {
        let (token, place) = self.next()?;
        match token {
            Token::Sign(found) if found == sign => Ok(()),
            other => Err(place.error(expected, other.shown())),
        }
    }

    /// One level deeper; refuses what would overflow the stack.
    fn deeper<T>(&mut self, inside: impl FnOnce(&mut Self) -> Result<T, ParseError>) -> Result<T, ParseError> {
        if self.depth >= MAX_DEPTH {
            let (_, place) = self.next()?;
            return Err(place.error(format!("at most {MAX_DEPTH} levels of nesting"), "a deeper one"));
        }
        self.depth += 1;
        let found = inside(self);
        self.depth -= 1;
        found
    }

    fn statements(&mut self) -> Result<Vec<Statement>, ParseError> {
        let mut statements = Vec::new();
        loop {
            match self.peek(0)? {
                Token::End | Token::Sign("}") => return Ok(statements),
                Token::Sign(";") => {
                    self.next()?;
                }
                Token::If => statements.push(self.deeper(Self::conditional)?),
                _ => {
                    statements.push(self.simple()?);
                    self.end_of_statement()?;
                }
            }
        }
    }

    fn end_of_statement(&mut self) -> Result<(), ParseError> {
        if matches!(self.peek(0)?, Token::End | Token::Sign("}")) {
            return Ok(());
        }
        self.expect(";", "`;` or an operator")
    }

    fn conditional(&mut self) -> Result<Statement, ParseError> {
        self.next()?;
        let mut branches = vec![(Some(self.value()?), self.block()?)];
        loop {
            match self.peek(0)? {
                Token::Elif => {
                    self.next()?;
                    branches.push((Some(self.value()?), self.block()?));
                }
                Token::Else => {
                    self.next()?;
                    branches.push((None, self.block()?));
                    return Ok(Statement::If(branches));
                }
                _ => return Ok(Statement::If(branches)),
            }
        }
    }

    fn block(&mut self) -> Result<Vec<Statement>, ParseError> {
        self.expect("{", "`{` or an operator")?;
        let statements = self.statements()?;
        self.expect("}", "`}` or a statement")?;
        Ok(statements)
    }

    fn simple(&mut self) -> Result<Statement, ParseError> {
        if *self.peek(0)? == Token::Return {
            self.next()?;
            return Ok(Statement::Return(Box::new(self.assignment()?)));
        }
        self.assignment()
    }

    fn assignment(&mut self) -> Result<Statement, ParseError> {
        let is_assignment = matches!(self.peek(0)?, Token::Name(_)) && *self.peek(1)? == Token::Sign("=");
        if !is_assignment {
            return Ok(Statement::Value(self.value()?));
        }
        let (token, place) = self.next()?;
        self.next()?;
        match token {
            Token::Name(name) => Ok(Statement::Assign(name, self.value()?)),
            other => Err(place.error("a name", other.shown())),
        }
    }

    fn value(&mut self) -> Result<Expression, ParseError> {
        let first = self.part()?;
        let mut rest = Vec::new();
        while let Some(operator) = self.operator()? {
            rest.push((operator, self.part()?));
        }
        Ok(if rest.is_empty() { first } else { Expression::Chain(Box::new(first), rest) })
    }

    fn operator(&mut self) -> Result<Option<Operator>, ParseError> {
        let operator = match self.peek(0)? {
            Token::Sign("+") => Operator::Add,
            Token::Sign("-") => Operator::Subtract,
            Token::Sign("*") => Operator::Multiply,
            Token::Sign("/") => Operator::Divide,
            Token::Sign("%") => Operator::Remainder,
            Token::Sign("==") => Operator::Equal,
            _ => return Ok(None),
        };
        self.next()?;
        Ok(Some(operator))
    }

    fn part(&mut self) -> Result<Expression, ParseError> {
        let (token, place) = self.next()?;
        match token {
            Token::Number(number) => Ok(Expression::Number(number)),
            Token::Text(text) => Ok(Expression::Text(text.into())),
            Token::Bool(value) => Ok(Expression::Bool(value)),
            Token::Name(name) if self.took("(")? => {
                Ok(Expression::Call(name, self.deeper(|parser| parser.values(")"))?))
            }
            Token::Name(name) => Ok(Expression::Variable(name)),
            Token::Sign("(") => self.deeper(|parser| {
                let value = parser.value()?;
                parser.expect(")", "`)` or an operator")?;
                Ok(value)
            }),
            Token::Sign("[") => Ok(Expression::List(self.deeper(|parser| parser.values("]"))?)),
            Token::Sign("{") => Ok(Expression::Dict(self.deeper(Self::pairs)?)),
            Token::Sign("-") => Ok(Expression::Negative(Box::new(self.deeper(Self::part)?))),
            other => Err(place.error("a value", other.shown())),
        }
    }

    /// Values up to the closing bracket.
    fn values(&mut self, close: &str) -> Result<Vec<Expression>, ParseError> {
        let mut values = Vec::new();
        if self.took(close)? {
            return Ok(values);
        }
        loop {
            values.push(self.value()?);
            if !self.took(",")? {
                self.expect(close, &format!("`,` or `{close}` or an operator"))?;
                return Ok(values);
            }
        }
    }

    fn pairs(&mut self) -> Result<Vec<(String, Expression)>, ParseError> {
        let mut pairs = Vec::new();
        if self.took("}")? {
            return Ok(pairs);
        }
        loop {
            let (token, place) = self.next()?;
            let Token::Text(key) = token else { return Err(place.error("a text as the key", token.shown())) };
            self.expect(":", "`:` after the key")?;
            pairs.push((key, self.value()?));
            if !self.took(",")? {
                self.expect("}", "`,` or `}` or an operator")?;
                return Ok(pairs);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        parse(text).expect_err("an error").to_string()
    }

    #[test]
    fn errors_say_where_and_what_was_expected() {
        for (text, expected) in [
            ("a = ;", "line 1, column 5: expected a value, found `;`"),
            ("a = 1\nb = 2;", "line 2, column 1: expected `;` or an operator, found `b`"),
            ("1 = 2;", "line 1, column 3: expected `;` or an operator, found `=`"),
            ("a = f(b", "line 1, column 8: expected `,` or `)` or an operator, found the end"),
            ("a = {b: 1}", "line 1, column 6: expected a text as the key, found `b`"),
            ("a = {'b' 1}", "line 1, column 10: expected `:` after the key, found the number 1"),
            ("a = {'b': }", "line 1, column 11: expected a value, found `}`"),
            ("a = [1,]", "line 1, column 8: expected a value, found `]`"),
            ("a = [,]", "line 1, column 6: expected a value, found `,`"),
            ("a = 'open", "line 1, column 5: expected a text that ends with ', found no end of it"),
            ("a = (1", "line 1, column 7: expected `)` or an operator, found the end"),
            ("if a b", "line 1, column 6: expected `{` or an operator, found `b`"),
            ("if a { b", "line 1, column 9: expected `}` or a statement, found the end"),
            ("a }", "line 1, column 3: expected a statement, found `}`"),
            ("asd = asd1 asd2", "line 1, column 12: expected `;` or an operator, found `asd2`"),
            ("else {}", "line 1, column 1: expected a value, found `else`"),
        ] {
            assert_eq!(error(text), expected, "{text}");
        }
    }

    #[test]
    fn the_last_semicolon_may_be_left_out() {
        for text in ["a = 1", "a = 1;", "a = 1;;", "if a { b = 1 } c = 2", " ; a = 1 # end"] {
            assert!(parse(text).is_ok(), "{text}");
        }
        assert_eq!(parse("").expect("statements"), []);
    }

    #[test]
    fn deep_nesting_is_refused_without_overflowing_the_stack() {
        for open in ["(", "[", "f(", "{'a':", "if a {", "-", "[{'a':("] {
            assert!(error(&open.repeat(100_000)).contains("levels of nesting"), "{open}");
        }
        let allowed = format!("a = {}1{};", "(".repeat(100), ")".repeat(100));
        assert!(parse(&allowed).is_ok());
    }

    #[test]
    fn long_sums_are_no_deep_trees() {
        let sum = format!("a = 1{};", "+1".repeat(100_000));
        assert!(
            matches!(&parse(&sum).expect("statements")[..], [Statement::Assign(_, Expression::Chain(_, rest))] if rest.len() == 100_000)
        );
    }

    proptest::proptest! {
        #[test]
        fn arbitrary_texts_never_panic(text in ".{0,200}") {
            let _ = parse(&text);
        }

        #[test]
        fn arbitrary_words_never_panic(words in proptest::collection::vec(
            proptest::sample::select(vec!["if", "elif", "else", "return", "a", "f(", "(", ")", "[", "]", "{", "}", ",", ":", ";", "=", "==", "+", "-", "'x'", "\"", "1", "1.5", "true", "#", "\n", "\\u5fae"]),
            0..60,
        )) {
            let _ = parse(&words.join(" "));
        }
    }
}
