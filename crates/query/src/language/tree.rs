//! The shape of a query once it is read.

use std::sync::Arc;

/// One step of a query.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Statement {
    /// A value that is worked out and dropped.
    Value(Expression),
    /// `name = value`.
    Assign(String, Expression),
    /// `return value`: the answer, unless a later one replaces it.
    Return(Box<Statement>),
    /// `if`, `elif`, `else`: the first block whose condition is true; the last may have none.
    If(Vec<(Option<Expression>, Vec<Statement>)>),
}

/// Something that has a value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Expression {
    Number(f64),
    Text(Arc<str>),
    Bool(bool),
    Variable(String),
    List(Vec<Expression>),
    Dict(Vec<(String, Expression)>),
    Call(String, Vec<Expression>),
    Negative(Box<Expression>),
    /// Operators from left to right without precedence, as the Rust server reads them: `1+2*3` is 9. A flat list, so
    /// that a long sum is not a deep tree.
    Chain(Box<Expression>, Vec<(Operator, Expression)>),
}

/// What stands between two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Equal,
}
