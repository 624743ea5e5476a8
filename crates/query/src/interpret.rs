//! Statements in, the answer out.
//!
//! As in the Rust server, `return` and `RETURN = ...` set the answer and the query goes on; the last one counts.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::time::Instant;

use attentive_store::Store;
use attentive_types::{Span, Timestamp};
use rustc_hash::FxHashMap;

use crate::category_cache::CategoryCache;
use crate::engine::read_period;
use crate::error::QueryError;
use crate::events::EventList;
use crate::functions::{self, Call};
use crate::language::{Expression, Operator, Statement};
use crate::limits::Limits;
use crate::nearest::nearest;
use crate::value::{Dict, List, Value};

/// The name under which the answer is kept.
const ANSWER: &str = "RETURN";

/// What one run of a query works with.
#[derive(Debug)]
pub(crate) struct Session<'a> {
    pub(crate) store: &'a Store,
    pub(crate) categories: &'a CategoryCache,
    pub(crate) limits: &'a Limits,
    period: Span,
    name: &'a str,
    began: Instant,
    events_made: Cell<usize>,
}

impl<'a> Session<'a> {
    pub(crate) fn new(
        store: &'a Store,
        categories: &'a CategoryCache,
        limits: &'a Limits,
        period: Span,
        name: &'a str,
    ) -> Self {
        Self { store, categories, limits, period, name, began: Instant::now(), events_made: Cell::new(0) }
    }

    /// Ends a query that takes too long.
    pub(crate) fn check_time(&self) -> Result<(), QueryError> {
        let most = self.limits.time;
        if self.began.elapsed() <= most {
            return Ok(());
        }
        Err(QueryError::Limit(format!("more than {} seconds of time; ask for a shorter period", most.as_secs_f64())))
    }

    fn check_events(&self, events: &EventList) -> Result<(), QueryError> {
        self.limits.allow_events(events.len())?;
        let made = self.events_made.get().saturating_add(events.len());
        self.events_made.set(made);
        if made <= self.limits.events_in_all {
            return Ok(());
        }
        let most = self.limits.events_in_all;
        Err(QueryError::Limit(format!("more than {most} events in all its lists together; ask for a shorter period")))
    }
}

/// The variables of a query. Functions are found here as well, unless a variable hides them.
#[derive(Debug)]
pub(crate) struct Variables {
    values: FxHashMap<String, Value>,
    period: Span,
    times: Times,
}

/// The period as texts, as the query sees it.
#[derive(Debug)]
struct Times {
    start: String,
    end: String,
    interval: String,
}

impl Variables {
    fn new(session: &Session<'_>) -> Self {
        let (start, end) = (with_offset(session.period.start), with_offset(session.period.end));
        let interval = format!("{start}/{end}");
        let mut values = FxHashMap::default();
        for (key, text) in [("STARTTIME", &start), ("ENDTIME", &end), ("TIMEINTERVAL", &interval)] {
            values.insert(key.to_owned(), Value::text(text.as_str()));
        }
        values.insert("NAME".to_owned(), Value::text(session.name));
        Self { values, period: session.period, times: Times { start, end, interval } }
    }

    fn get(&self, name: &str) -> Result<Value, QueryError> {
        if let Some(value) = self.values.get(name) {
            return Ok(value.clone());
        }
        let function = functions::find(name).map(|function| Value::Function(function.name));
        function.ok_or_else(|| {
            let known = self.values.keys().map(String::as_str).chain(functions::names().map(|name| name as &str));
            QueryError::VariableNotDefined { name: name.to_owned(), nearest: nearest(name, known) }
        })
    }

    /// The period that buckets are read for: the one that was asked for, unless the query sets another, by
    /// `TIMEINTERVAL` as in the Rust server or by `STARTTIME` and `ENDTIME` as in the Python server.
    pub(crate) fn period(&self) -> Result<Span, QueryError> {
        let text = |name: &str| match self.values.get(name) {
            Some(Value::Text(text)) => Ok(text),
            other => {
                let found = other.map_or("nothing", Value::kind);
                Err(QueryError::TimeInterval(format!("{name} must be a text, found {found}")))
            }
        };
        let interval = text("TIMEINTERVAL")?;
        if **interval != *self.times.interval {
            return read_period(interval);
        }
        let (start, end) = (text("STARTTIME")?, text("ENDTIME")?);
        if **start != *self.times.start || **end != *self.times.end {
            return read_period(&format!("{start}/{end}"));
        }
        Ok(self.period)
    }
}

/// A moment as both servers write it: with `+00:00`.
fn with_offset(moment: Timestamp) -> String {
    let text = moment.to_string();
    text.strip_suffix('Z').map_or(text.clone(), |time| format!("{time}+00:00"))
}

/// Runs a query.
pub(crate) fn answer(statements: &[Statement], session: &Session<'_>) -> Result<Value, QueryError> {
    let mut variables = Variables::new(session);
    run(statements, &mut variables, session)?;
    variables.values.remove(ANSWER).ok_or(QueryError::EmptyQuery)
}

fn run(statements: &[Statement], variables: &mut Variables, session: &Session<'_>) -> Result<(), QueryError> {
    for statement in statements {
        session.check_time()?;
        step(statement, variables, session)?;
    }
    Ok(())
}

/// Does one statement and gives its value, which only `return` asks for.
fn step(statement: &Statement, variables: &mut Variables, session: &Session<'_>) -> Result<Value, QueryError> {
    match statement {
        Statement::Value(expression) => return evaluate(expression, variables, session),
        Statement::Assign(name, expression) => {
            let value = evaluate(expression, variables, session)?;
            variables.values.insert(name.clone(), value);
        }
        Statement::Return(inner) => {
            let value = step(inner, variables, session)?;
            variables.values.insert(ANSWER.to_owned(), value);
        }
        Statement::If(branches) => {
            for (condition, block) in branches {
                if condition.as_ref().map_or(Ok(true), |condition| is_true(condition, variables, session))? {
                    run(block, variables, session)?;
                    break;
                }
            }
        }
    }
    Ok(Value::None)
}

fn is_true(condition: &Expression, variables: &Variables, session: &Session<'_>) -> Result<bool, QueryError> {
    match evaluate(condition, variables, session)? {
        Value::Bool(value) => Ok(value),
        other => Err(QueryError::InvalidType(format!("a condition must be true or false, found {}", other.kind()))),
    }
}

fn evaluate(expression: &Expression, variables: &Variables, session: &Session<'_>) -> Result<Value, QueryError> {
    let all = |parts: &[Expression]| {
        parts.iter().map(|part| evaluate(part, variables, session)).collect::<Result<Vec<_>, _>>()
    };
    match expression {
        Expression::Number(number) => Ok(Value::Number(*number)),
        Expression::Text(text) => Ok(Value::Text(text.clone())),
        Expression::Bool(value) => Ok(Value::Bool(*value)),
        Expression::Variable(name) => variables.get(name),
        Expression::List(parts) => Ok(Value::List(List::new(all(parts)?, session.limits)?)),
        Expression::Dict(pairs) => {
            let entries = pairs.iter().map(|(key, part)| Ok((key.clone(), evaluate(part, variables, session)?)));
            let entries: BTreeMap<_, _> = entries.collect::<Result<_, QueryError>>()?;
            Ok(Value::Dict(Dict::new(entries, session.limits)?))
        }
        Expression::Call(name, arguments) => {
            // Arguments come first, as in both servers: their errors are the ones that are seen.
            let arguments = all(arguments)?;
            call(name, arguments, variables, session)
        }
        Expression::Negative(part) => match evaluate(part, variables, session)? {
            Value::Number(number) => Ok(Value::Number(-number)),
            other => Err(QueryError::InvalidType(format!("- needs a number, found {}", other.kind()))),
        },
        Expression::Chain(first, rest) => {
            let mut value = evaluate(first, variables, session)?;
            for (operator, part) in rest {
                let right = evaluate(part, variables, session)?;
                value = combine(value, *operator, right, session)?;
            }
            Ok(value)
        }
    }
}

fn call(name: &str, arguments: Vec<Value>, variables: &Variables, session: &Session<'_>) -> Result<Value, QueryError> {
    let function = match variables.get(name)? {
        Value::Function(name) => functions::find(name),
        _ => None,
    };
    let function = function.ok_or_else(|| QueryError::InvalidType(name.to_owned()))?;
    if !function.takes.contains(&arguments.len()) {
        let (least, most) = (function.takes.start(), function.takes.end());
        let takes = match (least, most) {
            (1, 1) => "1 argument".to_owned(),
            (least, &usize::MAX) => format!("{least} arguments or more"),
            (least, most) if least == most => format!("{least} arguments"),
            (least, most) => format!("{least} to {most} arguments"),
        };
        let found = arguments.len();
        return Err(QueryError::InvalidFunctionParameters(format!("{} takes {takes}, found {found}", function.name)));
    }
    let value = (function.run)(&Call { name: function.name, arguments, variables, session })?;
    if let Value::Events(events) = &value {
        session.check_events(events)?;
    }
    Ok(value)
}

fn combine(left: Value, operator: Operator, right: Value, session: &Session<'_>) -> Result<Value, QueryError> {
    let limits = session.limits;
    match (left, operator, right) {
        (left, Operator::Equal, right) => is_equal(&left, &right).map(Value::Bool),
        (Value::Number(left), operator, Value::Number(right)) => number(left, operator, right),
        (Value::Text(left), Operator::Add, Value::Text(right)) => {
            limits.allow_text(left.len() + right.len())?;
            Ok(Value::text(format!("{left}{right}")))
        }
        (Value::List(left), Operator::Add, Value::List(right)) => {
            let items = left.items().iter().chain(right.items()).cloned().collect();
            Ok(Value::List(List::new(items, limits)?))
        }
        (left @ (Value::Events(_) | Value::List(_)), Operator::Add, right @ (Value::Events(_) | Value::List(_))) => {
            let (Some(left), Some(right)) = (left.events(), right.events()) else {
                return Err(QueryError::InvalidType("+ cannot put events and other values into one list".to_owned()));
            };
            let both = left.followed_by(&right, limits)?;
            session.check_events(&both)?;
            Ok(Value::Events(both))
        }
        (left, operator, right) => {
            let (sign, left, right) = (sign(operator), left.kind(), right.kind());
            Err(QueryError::InvalidType(format!("{sign} cannot be used on {left} and {right}")))
        }
    }
}

/// Values of different kinds cannot be compared, as in the Rust server; two that are nothing are not equal there.
fn is_equal(left: &Value, right: &Value) -> Result<bool, QueryError> {
    use Value::{Bool, Dict, Events, List, None, Number, Text};
    match (left, right) {
        (None, None) => Ok(false),
        (Bool(_), Bool(_)) | (Number(_), Number(_)) | (Text(_), Text(_)) | (Dict(_), Dict(_)) => {
            Ok(left.is_equal(right))
        }
        (List(_) | Events(_), List(_) | Events(_)) => Ok(left.is_equal(right)),
        _ => Err(QueryError::InvalidType(format!("== cannot compare {} with {}", left.kind(), right.kind()))),
    }
}

fn number(left: f64, operator: Operator, right: f64) -> Result<Value, QueryError> {
    if matches!(operator, Operator::Divide | Operator::Remainder) && right == 0.0 {
        return Err(QueryError::Math("division by zero".to_owned()));
    }
    let result = match operator {
        Operator::Add => left + right,
        Operator::Subtract => left - right,
        Operator::Multiply => left * right,
        Operator::Divide => left / right,
        Operator::Remainder => left % right,
        #[expect(clippy::float_cmp, reason = "the language compares numbers exactly, as both servers do")]
        Operator::Equal => return Ok(Value::Bool(left == right)),
    };
    if result.is_finite() {
        Ok(Value::Number(result))
    } else {
        Err(QueryError::Math("the result is too large".to_owned()))
    }
}

fn sign(operator: Operator) -> &'static str {
    match operator {
        Operator::Add => "+",
        Operator::Subtract => "-",
        Operator::Multiply => "*",
        Operator::Divide => "/",
        Operator::Remainder => "%",
        Operator::Equal => "==",
    }
}
