//! Statements of which nobody waits to hear: sent one behind the other, without an answer in between.

use super::super::held::Values;
use super::super::value::Value;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Error, Statement};

/// How many rows it touched, once that is known.
type Answer<'a> = Pin<Box<dyn Future<Output = Result<u64, Error>> + 'a>>;

/// A statement that is to be sent.
pub(super) struct Unsent {
    statement: Statement,
    params: Params,
}

enum Params {
    One(Values),
    /// A column each.
    Many(Vec<Values>),
}

impl Unsent {
    pub(super) const fn one(statement: Statement, params: Values) -> Self {
        Self { statement, params: Params::One(params) }
    }

    /// Of rows that all have the same columns.
    pub(super) fn many(statement: Statement, rows: Vec<Values>) -> Self {
        let mut columns: Vec<Vec<Value<'static>>> = Vec::new();
        for row in rows {
            columns.resize_with(row.len(), Vec::new);
            columns.iter_mut().zip(row).for_each(|(column, value)| column.push(value));
        }
        Self { statement, params: Params::Many(columns) }
    }

    fn params(&self) -> Vec<&(dyn ToSql + Sync)> {
        match &self.params {
            Params::One(values) => values.iter().map(|value| value as &(dyn ToSql + Sync)).collect(),
            Params::Many(columns) => columns.iter().map(|column| column as &(dyn ToSql + Sync)).collect(),
        }
    }
}

/// Sends all of them in their order; says what the first one that failed says, once all are answered.
pub(super) async fn send(client: &Client, unsent: &[Unsent]) -> Result<(), Error> {
    let mut answers: Vec<Answer<'_>> = Vec::new();
    for one in unsent {
        answers.push(Box::pin(client.execute_raw(&one.statement, one.params())));
    }
    let mut first = Ok(());
    let mut answered = vec![false; answers.len()];
    poll_fn(|context| {
        for (answer, answered) in answers.iter_mut().zip(&mut answered) {
            if *answered {
                continue;
            }
            if let Poll::Ready(said) = answer.as_mut().poll(context) {
                *answered = true;
                if first.is_ok() {
                    first = said.map(drop);
                }
            }
        }
        if answered.iter().all(|answered| *answered) { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    first
}
