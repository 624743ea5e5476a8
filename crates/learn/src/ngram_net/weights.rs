//! The numbers of the net, taken from a file by their names and held against one another.

use thiserror::Error;

/// Why a net cannot be put together.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NgramNetFault {
    /// A weight is not there.
    #[error("the weight {name:?} is lacking, so it is no encoder of the kind that is built")]
    Lacks {
        /// Its name.
        name: String,
    },
    /// A weight does not fit.
    #[error("the weight {name:?} has the sides {found:?} where {expected} are needed")]
    OtherSize {
        /// Its name.
        name: String,
        /// What is needed, in words.
        expected: String,
        /// What there is.
        found: Vec<usize>,
    },
    /// A number is not finite.
    #[error("the weight {name:?} holds a number that is none")]
    NotFinite {
        /// Its name.
        name: String,
    },
}

/// Numbers of eight bits: `(value - zero) * scale`.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantised {
    /// As they lie in the file; signed ones moved up by 128.
    pub values: Vec<u8>,
    /// The nought, moved alike.
    pub zero: u8,
    /// Above 0.
    pub scale: f32,
}

impl Quantised {
    pub(super) fn number(&self, value: u8) -> f32 {
        f32::from(i16::from(value) - i16::from(self.zero)) * self.scale
    }
}

/// A weight as it lies in a file.
#[derive(Clone, Debug, PartialEq)]
pub enum Stored {
    /// Single numbers, with their sides.
    Plain(Vec<f32>, Vec<usize>),
    /// Of eight bits, with their sides.
    Eight(Quantised, Vec<usize>),
}

/// The table of tokens, in parts over which tokens are dealt out in turn.
#[derive(Clone, Debug)]
pub(super) struct Table {
    pub(super) shards: Vec<Quantised>,
    pub(super) wide: usize,
}

/// A product: rows of the values are what comes in.
#[derive(Clone, Debug)]
pub(super) struct Dense {
    pub(super) values: Vec<f32>,
    pub(super) columns: usize,
}

/// So many tokens side by side.
#[derive(Clone, Debug)]
pub(super) struct Order {
    pub(super) tokens: usize,
    pub(super) project: Dense,
    pub(super) bias: Vec<f32>,
    pub(super) normal: Vec<f32>,
    pub(super) shift: Vec<f32>,
    pub(super) around: [Dense; 2],
    pub(super) around_bias: [Vec<f32>; 2],
}

/// Two products with a curve between them, and one past both.
#[derive(Clone, Debug)]
pub(super) struct Block {
    pub(super) first: Dense,
    pub(super) second: Dense,
    pub(super) around: Dense,
}

/// The net.
#[derive(Clone, Debug)]
pub struct NgramNet {
    pub(super) table: Table,
    pub(super) orders: Vec<Order>,
    pub(super) normal: Vec<f32>,
    pub(super) shift: Vec<f32>,
    pub(super) dense: Dense,
    pub(super) bias: Vec<f32>,
    pub(super) blocks: [Block; 2],
}

/// How many tokens stand side by side, in the order in which they are joined.
const ORDERS: [usize; 3] = [2, 3, 5];

impl NgramNet {
    /// Puts the net together. `stored` is asked for each weight by its name: `table/0`, `table/1`, ... until there is none; `CNN_layers/...` and `DNN/...` as the encoder was published.
    ///
    /// # Errors
    /// When a weight is lacking, does not fit the others, or is not finite.
    pub fn read(mut stored: impl FnMut(&str) -> Option<Stored>) -> Result<Self, NgramNetFault> {
        let table = table(&mut stored)?;
        let mut from = From { stored: &mut stored };
        let orders = ORDERS.iter().map(|tokens| from.order(*tokens, table.wide)).collect::<Result<Vec<_>, _>>()?;
        let side = table.wide + orders.iter().map(|order| order.normal.len()).sum::<usize>();
        let normal = from.row("CNN_layers/LayerNorm/gamma", Some(side))?;
        let shift = from.row("CNN_layers/LayerNorm/beta", Some(side))?;
        let dense = from.dense("CNN_layers/dense/kernel", side, None)?;
        let bias = from.row("CNN_layers/dense/bias", Some(dense.columns))?;
        let one = from.block(0, dense.columns)?;
        let two = from.block(2, one.second.columns)?;
        Ok(Self { table, orders, normal, shift, dense, bias, blocks: [one, two] })
    }
}

fn table(stored: &mut dyn FnMut(&str) -> Option<Stored>) -> Result<Table, NgramNetFault> {
    let mut shards = Vec::new();
    let mut sides: Option<Vec<usize>> = None;
    loop {
        let name = format!("table/{}", shards.len());
        let Some(found) = stored(&name) else { break };
        let (shard, found) = match found {
            Stored::Eight(shard, sides) => (shard, sides),
            Stored::Plain(_, found) => {
                return Err(NgramNetFault::OtherSize { name, expected: "tokens of eight bits".to_owned(), found });
            }
        };
        let fits = found.len() == 2 && found[1] > 0 && count(&found) == Some(shard.values.len());
        if !fits || sides.as_ref().is_some_and(|sides| *sides != found) {
            return Err(NgramNetFault::OtherSize { name, expected: "those of a table of tokens".to_owned(), found });
        }
        if !(shard.scale.is_finite() && shard.scale > 0.0) {
            return Err(NgramNetFault::NotFinite { name });
        }
        sides = Some(found);
        shards.push(shard);
    }
    let wide = sides.ok_or_else(|| NgramNetFault::Lacks { name: "table/0".to_owned() })?[1];
    Ok(Table { shards, wide })
}

/// How many numbers there are with these sides; `None` when no machine holds as many.
fn count(sides: &[usize]) -> Option<usize> {
    sides.iter().try_fold(1_usize, |count, side| count.checked_mul(*side))
}

struct From<'a> {
    stored: &'a mut dyn FnMut(&str) -> Option<Stored>,
}

impl From<'_> {
    fn numbers(&mut self, name: &str) -> Result<(Vec<f32>, Vec<usize>), NgramNetFault> {
        let found = (self.stored)(name).ok_or_else(|| NgramNetFault::Lacks { name: name.to_owned() })?;
        let (values, sides) = match found {
            Stored::Plain(values, sides) => (values, sides),
            Stored::Eight(eight, sides) => (eight.values.iter().map(|value| eight.number(*value)).collect(), sides),
        };
        if Some(values.len()) != count(&sides) {
            let expected = format!("{} numbers", values.len());
            return Err(NgramNetFault::OtherSize { name: name.to_owned(), expected, found: sides });
        }
        if values.iter().all(|value| value.is_finite()) {
            return Ok((values, sides));
        }
        Err(NgramNetFault::NotFinite { name: name.to_owned() })
    }

    fn row(&mut self, name: &str, wide: Option<usize>) -> Result<Vec<f32>, NgramNetFault> {
        let (values, found) = self.numbers(name)?;
        match wide {
            Some(wide) if wide != values.len() => {
                Err(NgramNetFault::OtherSize { name: name.to_owned(), expected: format!("{wide} numbers"), found })
            }
            _ => Ok(values),
        }
    }

    fn dense(&mut self, name: &str, rows: usize, columns: Option<usize>) -> Result<Dense, NgramNetFault> {
        let (values, found) = self.numbers(name)?;
        let fits = matches!(found[..], [in_rows, out] if in_rows == rows && out > 0 && columns.is_none_or(|columns| columns == out));
        if !fits {
            let columns = columns.map_or_else(|| "any".to_owned(), |columns| columns.to_string());
            let expected = format!("{rows} by {columns}");
            return Err(NgramNetFault::OtherSize { name: name.to_owned(), expected, found });
        }
        Ok(Dense { values, columns: found[1] })
    }

    fn order(&mut self, tokens: usize, wide: usize) -> Result<Order, NgramNetFault> {
        let within = |name: &str| format!("CNN_layers/ngram_order_{tokens}/{name}");
        let project = self.dense(&within("input_size_projection/dense/kernel"), wide, None)?;
        let out = project.columns;
        let mut row = |name: &str| self.row(&within(name), Some(out));
        let bias = row("input_size_projection/dense/bias")?;
        let (normal, shift) = (row("LayerNorm/gamma")?, row("LayerNorm/beta")?);
        let layers = [format!("Ngram-{tokens}-Conv"), format!("Ngram-{tokens}-Conv_1")];
        let around_bias = [row(&format!("{}/bias", layers[0]))?, row(&format!("{}/bias", layers[1]))?];
        let mut around = |layer: &str| self.dense(&within(&format!("{layer}/weights")), tokens * out, Some(out));
        let around = [around(&layers[0])?, around(&layers[1])?];
        Ok(Order { tokens, project, bias, normal, shift, around, around_bias })
    }

    fn block(&mut self, layer: usize, wide: usize) -> Result<Block, NgramNetFault> {
        let within = |layer: usize, name: &str| format!("DNN/ResidualHidden_{layer}/{name}/kernel");
        let first = self.dense(&within(layer, "dense"), wide, None)?;
        let second = self.dense(&within(layer + 1, "dense"), first.columns, None)?;
        let around = self.dense(&within(layer + 1, "AdjustDepth/projection"), wide, Some(second.columns))?;
        Ok(Block { first, second, around })
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::SplitMix64;

    /// Sides of each weight of a net of 12 tokens in two shards, 6 numbers a token, 4 numbers an order.
    fn sides(name: &str) -> Option<Vec<usize>> {
        let order = |name: &str| name.split("ngram_order_").nth(1)?.split('/').next()?.parse::<usize>().ok();
        Some(match name {
            "table/0" | "table/1" => vec![6, 6],
            "CNN_layers/LayerNorm/gamma" | "CNN_layers/LayerNorm/beta" => vec![18],
            "CNN_layers/dense/kernel" => vec![18, 6],
            "CNN_layers/dense/bias" => vec![6],
            "DNN/ResidualHidden_0/dense/kernel" => vec![6, 5],
            "DNN/ResidualHidden_1/dense/kernel" => vec![5, 5],
            "DNN/ResidualHidden_1/AdjustDepth/projection/kernel" => vec![6, 5],
            "DNN/ResidualHidden_2/dense/kernel" => vec![5, 4],
            "DNN/ResidualHidden_3/dense/kernel" => vec![4, 4],
            "DNN/ResidualHidden_3/AdjustDepth/projection/kernel" => vec![5, 4],
            _ if name.ends_with("projection/dense/kernel") => vec![6, 4],
            _ if name.ends_with("/weights") => vec![4 * order(name)?, 4],
            _ if name.starts_with("CNN_layers/ngram_order_") => vec![4],
            _ => return None,
        })
    }

    fn stored(name: &str) -> Option<Stored> {
        let sides = sides(name)?;
        let seed = name.bytes().fold(7_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(byte)));
        let mut random = SplitMix64::new(seed);
        let count = sides.iter().product();
        if name.starts_with("table") {
            let values = (0..count).map(|_| (random.next_u64() % 256) as u8).collect();
            return Some(Stored::Eight(Quantised { values, zero: 128, scale: 0.02 }, sides));
        }
        Some(Stored::Plain((0..count).map(|_| random.next_normal() as f32 * 0.5).collect(), sides))
    }

    pub(in super::super) fn small() -> NgramNet {
        NgramNet::read(stored).unwrap()
    }

    #[test]
    fn a_net_is_put_together_and_what_does_not_fit_is_named() {
        let net = small();
        assert_eq!((net.tokens(), net.width(), net.orders.len()), (12, 4, 3));
        let without =
            |gone: &str| NgramNet::read(|name| stored(name).filter(|_| name != gone)).unwrap_err().to_string();
        assert!(without("table/0").contains("table/0"));
        assert!(without("DNN/ResidualHidden_2/dense/kernel").contains("ResidualHidden_2"));
        let other = |changed: &str, put: Stored| {
            NgramNet::read(|name| if name == changed { Some(put.clone()) } else { stored(name) }).unwrap_err()
        };
        let long = other("CNN_layers/dense/bias", Stored::Plain(vec![0.0; 7], vec![7]));
        assert!(long.to_string().contains("6 numbers"), "{long}");
        let none = other("CNN_layers/dense/bias", Stored::Plain(vec![f32::NAN; 6], vec![6]));
        assert!(matches!(none, NgramNetFault::NotFinite { .. }));
        let flat = other("CNN_layers/dense/kernel", Stored::Plain(vec![0.0; 108], vec![108]));
        assert!(flat.to_string().contains("18 by any"), "{flat}");
        let torn = other("table/1", Stored::Eight(Quantised { values: vec![0; 12], zero: 0, scale: 1.0 }, vec![2, 6]));
        assert!(matches!(torn, NgramNetFault::OtherSize { .. }), "{torn}");
    }

    #[test]
    fn eight_bits_are_read_about_their_nought() {
        let eight = Quantised { values: vec![0, 128, 255], zero: 128, scale: 0.5 };
        assert_eq!([0, 128, 255].map(|value| eight.number(value)), [-64.0, 0.0, 63.5]);
    }
}
