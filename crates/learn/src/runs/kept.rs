//! What lies in the folder of a run?

use super::Run;

/// What the folder of a run holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Kept {
    /// A record.
    Run(Box<Run>),
    /// No record: the run was cut off before it could keep one.
    CutOff,
    /// A record that cannot be read.
    Damaged {
        /// Why, in words.
        why: String,
    },
}

impl Kept {
    /// Reads what lies in the folder `name`: the bytes of the record, why the disk did not give them, or `None` where there is no record. The folder names the run.
    #[must_use]
    pub fn read(name: &str, record: Option<Result<&[u8], String>>) -> Self {
        match record.map(|bytes| {
            bytes.and_then(|bytes| serde_json::from_slice::<Run>(bytes).map_err(|error| error.to_string()))
        }) {
            None => Self::CutOff,
            Some(Ok(run)) => Self::Run(Box::new(Run { id: name.to_owned(), ..run })),
            Some(Err(why)) => Self::Damaged { why },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_names_its_run_and_damage_is_told() {
        let record = serde_json::to_vec(&Run { id: "old".into(), seed: 3, ..Run::default() }).unwrap();
        let Kept::Run(run) = Kept::read("new", Some(Ok(&record))) else { panic!("a record") };
        assert_eq!((run.id.as_str(), run.seed), ("new", 3));
        assert_eq!(Kept::read("new", None), Kept::CutOff);
        let Kept::Damaged { why } = Kept::read("new", Some(Ok(&record[..9]))) else { panic!("half a record") };
        assert!(why.contains("EOF"), "{why}");
        assert_eq!(Kept::read("new", Some(Err("denied".into()))), Kept::Damaged { why: "denied".into() });
    }
}
