//! Models of texts on the person's disk: by name in the data folder, or in a file of its own.

use std::cell::Cell;
use std::fs;
use std::path::{Path, PathBuf};

use attentive_learn::model_file::{Card, Manifest, ModelFault, ModelFile};
use attentive_server::KeptTexts;
use attentive_text::combined::{self, CombinedModel};
use attentive_text::encoder::{SentenceEncoder, TextEncoder};
use attentive_text::growing::{self, GrowingModel};
use attentive_text::label::Labeller;
use attentive_text::linear::LinearModel;
use attentive_text::tagged::{self, LinearTagger, TaggedModel, Tagger};
use attentive_text::tuned::{self, TunedFault, TunedModel};

use crate::commands::train::kept;
use crate::commands::{Place, model};
use crate::exit_codes;
use crate::failure::Failure;

/// A place for models of one purpose: they lie in `models/PREFIX-NAME`.
#[derive(Clone, Copy, Debug)]
pub struct Shelf {
    /// Before the names of folders.
    prefix: &'static str,
    /// What lies there.
    what: &'static str,
    /// How one is made.
    made_by: &'static str,
}

/// Models that label texts.
const TEXTS: Shelf = Shelf { prefix: "text-", what: "model of texts", made_by: "attentive text train TRAIN --save" };

/// Models that tell what texts name.
const TAGS: Shelf =
    Shelf { prefix: "tags-", what: "model of tags", made_by: "attentive text train TRAIN --tags --save" };

/// Whether this is a path of a file rather than a name.
fn is_file(name: &str) -> bool {
    name.contains(['/', '\\']) || Path::new(name).extension().is_some_and(|ending| ending == "safetensors")
}

/// The folder of a name, which may hold letters, digits, `-` and `_`.
fn folder_name(shelf: Shelf, name: &str) -> Result<String, Failure> {
    let is_plain = !name.is_empty() && name.chars().all(|letter| letter.is_alphanumeric() || "-_".contains(letter));
    if is_plain && name.len() <= 100 {
        return Ok(format!("{}{name}", shelf.prefix));
    }
    Err(Failure::new(
        exit_codes::USAGE,
        format!("a name of a model holds letters, digits, - and _: {name:?}; or give a file that ends in .safetensors"),
    ))
}

/// Refuses a name that cannot be kept, before anything is learnt.
pub fn check(name: &str) -> Result<(), Failure> {
    if is_file(name) { Ok(()) } else { folder_name(TEXTS, name).map(|_| ()) }
}

/// Keeps a model that labels texts and says where.
pub fn keep(place: &Place, name: &str, file: &ModelFile, card: &Card<'_>) -> Result<PathBuf, Failure> {
    keep_on(TEXTS, place, name, file, card)
}

/// Keeps a model of tags and says where.
pub fn keep_tags(place: &Place, name: &str, file: &ModelFile, card: &Card<'_>) -> Result<PathBuf, Failure> {
    keep_on(TAGS, place, name, file, card)
}

fn keep_on(shelf: Shelf, place: &Place, name: &str, file: &ModelFile, card: &Card<'_>) -> Result<PathBuf, Failure> {
    if !is_file(name) {
        return kept::keep_as(&place.data_dir, &folder_name(shelf, name)?, file, card);
    }
    let path = PathBuf::from(name);
    let refused = |why: &dyn std::fmt::Display| Failure::input(format!("could not keep the model: {why}: {name}"));
    let bytes = file.to_bytes().map_err(|fault| refused(&fault))?;
    let mut new = path.clone().into_os_string();
    new.push(".new");
    fs::write(&new, bytes).and_then(|()| fs::rename(&new, &path)).map_err(|error| refused(&error))?;
    Ok(path)
}

/// The kept model of a name or file; without one, the only one there is.
pub fn find(place: &Place, with: Option<&str>) -> Result<(Box<dyn Labeller>, Manifest), Failure> {
    find_by(TEXTS, place, &name_of(TEXTS, place, with)?, |bytes| read(place, bytes))
}

/// The kept model of tags of a name or file; without one, the only one there is.
pub fn find_tags(place: &Place, with: Option<&str>) -> Result<(Box<dyn Tagger>, Manifest), Failure> {
    find_by(TAGS, place, &name_of(TAGS, place, with)?, |bytes| read_tags(place, bytes))
}

/// The kept model that can be taught more, and its name.
pub fn find_growing(place: &Place, with: Option<&str>) -> Result<(String, GrowingModel, Manifest), Failure> {
    let name = name_of(TEXTS, place, with)?;
    let other = Cell::new(None);
    let found = find_by(TEXTS, place, &name, |bytes| {
        match LinearModel::from_bytes(bytes) {
            Ok(_) => other.set(Some("linear")),
            Err(ModelFault::OtherKind { found, .. }) if found == tuned::KIND => other.set(Some("encoder")),
            Err(ModelFault::OtherKind { found, .. }) if found == combined::KIND => other.set(Some("combined")),
            Err(_) => {}
        }
        upon_encoder(place, bytes, upon_any(GrowingModel::from_bytes))
    });
    if let Some(by) = other.get() {
        let why = format!(
            "{name} answers by {by} and cannot be taught more: only models that were made with `attentive text train --model means` can"
        );
        return Err(Failure::new(exit_codes::USAGE, why));
    }
    let (model, manifest) = found?;
    Ok((name, model, manifest))
}

fn name_of(shelf: Shelf, place: &Place, with: Option<&str>) -> Result<String, Failure> {
    with.map_or_else(|| only(shelf, place), |name| Ok(name.to_owned()))
}

fn find_by<M>(
    shelf: Shelf,
    place: &Place,
    name: &str,
    read: impl Fn(&[u8]) -> Result<(M, Manifest), String>,
) -> Result<(M, Manifest), Failure> {
    if is_file(name) {
        let refused = |why: &dyn std::fmt::Display| Failure::input(format!("could not use the model: {why}: {name}"));
        let bytes = fs::read(name).map_err(|error| refused(&error))?;
        return read(&bytes).map_err(|fault| refused(&fault));
    }
    let again = format!("train it again with `{}`", shelf.made_by);
    kept::find_as(&place.data_dir, &folder_name(shelf, name)?, &again, read)?.ok_or_else(|| {
        let there = names(shelf, place);
        let there =
            if there.is_empty() { "there is none yet".to_owned() } else { format!("there are {}", there.join(", ")) };
        Failure::input(format!("no {} is named {name}; {there}; `{} {name}` makes it", shelf.what, shelf.made_by))
    })
}

/// The model of these bytes, whichever kind it is.
fn read(place: &Place, bytes: &[u8]) -> Result<(Box<dyn Labeller>, Manifest), String> {
    fn boxed<M: Labeller + 'static>((model, manifest): (M, Manifest)) -> (Box<dyn Labeller>, Manifest) {
        (Box::new(model), manifest)
    }
    match LinearModel::from_bytes(bytes) {
        Err(ModelFault::OtherKind { found, .. }) if found == tuned::KIND => {
            upon_encoder(place, bytes, upon_transformer(TunedModel::from_bytes)).map(boxed)
        }
        Err(ModelFault::OtherKind { found, .. }) if found == growing::KIND => {
            upon_encoder(place, bytes, upon_any(GrowingModel::from_bytes)).map(boxed)
        }
        Err(ModelFault::OtherKind { found, .. }) if found == combined::KIND => {
            upon_encoder(place, bytes, upon_any(CombinedModel::from_bytes)).map(boxed)
        }
        read => read.map(boxed).map_err(|fault| fault.to_string()),
    }
}

/// The model of tags of these bytes, whichever kind it is.
fn read_tags(place: &Place, bytes: &[u8]) -> Result<(Box<dyn Tagger>, Manifest), String> {
    match LinearTagger::from_bytes(bytes) {
        Ok((model, manifest)) => Ok((Box::new(model), manifest)),
        Err(ModelFault::OtherKind { found, .. }) if found == tagged::KIND => {
            let (model, manifest) = upon_encoder(place, bytes, upon_transformer(TaggedModel::from_bytes))?;
            Ok((Box::new(model), manifest))
        }
        Err(fault) => Err(fault.to_string()),
    }
}

/// Reads a model upon a transformer.
type ReadUpon<M> = fn(&[u8], &TextEncoder) -> Result<(M, Manifest), TunedFault>;

/// Reads a model that stands upon a transformer: upon any other encoder it does not.
fn upon_transformer<M>(read: ReadUpon<M>) -> impl Fn(&[u8], &SentenceEncoder) -> Tried<M> {
    move |bytes, encoder| match encoder {
        SentenceEncoder::Transformer(encoder) => read(bytes, encoder).map(Some),
        SentenceEncoder::Multilingual(_) => Ok(None),
    }
}

/// Reads a model that stands upon any encoder.
fn upon_any<M>(
    read: impl Fn(&[u8], &SentenceEncoder) -> Result<(M, Manifest), TunedFault>,
) -> impl Fn(&[u8], &SentenceEncoder) -> Tried<M> {
    move |bytes, encoder| read(bytes, encoder).map(Some)
}

/// What reading a model upon one encoder gave; `None` where it never stands upon one of that kind.
type Tried<M> = Result<Option<(M, Manifest)>, TunedFault>;

/// A model that stands upon an encoder: upon the one that it was made upon, under whichever name that was added.
fn upon_encoder<M>(
    place: &Place,
    bytes: &[u8],
    read: impl Fn(&[u8], &SentenceEncoder) -> Tried<M>,
) -> Result<(M, Manifest), String> {
    let mut why = "it stands upon an encoder, and none was added; `attentive model add` adds it".to_owned();
    for name in model::names(place).map_err(|failure| failure.message)? {
        // One that cannot be read must not hide the right one behind it.
        let encoder = match model::find(place, Some(&name)) {
            Ok(Some((_, encoder))) => encoder,
            Ok(None) => continue,
            Err(failure) => {
                why = failure.message;
                continue;
            }
        };
        match read(bytes, &encoder) {
            Ok(Some(found)) => return Ok(found),
            Ok(None) => {
                why = format!("it stands upon an encoder of another kind than {name}; `attentive model add` adds it")
            }
            Err(fault) => {
                why = fault.to_string();
                if !matches!(fault, TunedFault::OtherEncoder { .. }) {
                    break;
                }
            }
        }
    }
    Err(why)
}

/// For the server: models by their names, never by a path that a caller sends.
pub struct TextsKeeper(pub Place);

impl std::fmt::Debug for TextsKeeper {
    /// The settings hold a key that no log may hold.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TextsKeeper")
    }
}

impl TextsKeeper {
    /// What tells a model from others of its name, and from itself upon other encoders.
    fn stamp_on(&self, shelf: Shelf, name: &str) -> Result<Option<String>, String> {
        let folder = folder_name(shelf, name).map_err(|failure| failure.message)?;
        let Some(stamp) = kept::stamp(&self.0.data_dir, &folder).map_err(|failure| failure.message)? else {
            return Ok(None);
        };
        Ok(Some(format!("{stamp} {}", model::stamp(&self.0).map_err(|failure| failure.message)?)))
    }
}

impl KeptTexts for TextsKeeper {
    fn find(&self, name: &str) -> Result<Option<Box<dyn Labeller>>, String> {
        let again = "train it again with `attentive text train TRAIN --save`";
        let folder = folder_name(TEXTS, name).map_err(|failure| failure.message)?;
        let found = kept::find_as(&self.0.data_dir, &folder, again, |bytes| read(&self.0, bytes));
        found.map(|found| found.map(|(model, _)| model)).map_err(|failure| failure.message)
    }

    fn stamp(&self, name: &str) -> Result<Option<String>, String> {
        self.stamp_on(TEXTS, name)
    }

    fn find_tags(&self, name: &str) -> Result<Option<Box<dyn Tagger>>, String> {
        let again = "train it again with `attentive text train TRAIN --tags --save`";
        let folder = folder_name(TAGS, name).map_err(|failure| failure.message)?;
        let found = kept::find_as(&self.0.data_dir, &folder, again, |bytes| read_tags(&self.0, bytes));
        found.map(|found| found.map(|(model, _)| model)).map_err(|failure| failure.message)
    }

    fn stamp_tags(&self, name: &str) -> Result<Option<String>, String> {
        self.stamp_on(TAGS, name)
    }

    fn stamp_encoder(&self, name: &str) -> Result<Option<String>, String> {
        let named = model::names(&self.0).map_err(|failure| failure.message)?.iter().any(|other| other == name);
        Ok(if named { Some(model::stamp(&self.0).map_err(|failure| failure.message)?) } else { None })
    }

    fn encoder(&self, name: &str) -> Result<Option<SentenceEncoder>, String> {
        if !model::names(&self.0).map_err(|failure| failure.message)?.iter().any(|other| other == name) {
            return Ok(None);
        }
        model::find(&self.0, Some(name))
            .map(|found| found.map(|(_, encoder)| encoder))
            .map_err(|failure| failure.message)
    }
}

/// The names of the models that are kept.
fn names(shelf: Shelf, place: &Place) -> Vec<String> {
    let entries = fs::read_dir(kept::folder(&place.data_dir, "")).into_iter().flatten().flatten();
    let named = entries.filter_map(|entry| entry.file_name().to_str()?.strip_prefix(shelf.prefix).map(str::to_owned));
    let mut names: Vec<String> = named.collect();
    names.sort();
    names
}

fn only(shelf: Shelf, place: &Place) -> Result<String, Failure> {
    match names(shelf, place).as_slice() {
        [name] => Ok(name.clone()),
        [] => {
            let why = format!("no {} is kept yet; make one with `{} NAME`", shelf.what, shelf.made_by);
            Err(Failure::input(why))
        }
        several => {
            Err(Failure::new(exit_codes::USAGE, format!("say which model with --with NAME: {}", several.join(", "))))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_files_are_told_apart() {
        assert!(is_file("a/b") && is_file("a.safetensors") && !is_file("support"));
        assert_eq!(folder_name(TEXTS, "客服-2").unwrap(), "text-客服-2");
        for name in ["", "..", "a b", "a.b"] {
            assert!(folder_name(TAGS, name).is_err(), "{name}");
        }
    }
}
