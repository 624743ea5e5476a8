//! The files of both sets.

use std::collections::HashMap;
use std::path::Path;

use anyhow::{Context, ensure};
use attentive_learn::recommend::Ratings;

use crate::score::lists;

/// Folder of the films.
pub const FILMS: &str = "movielens-100k";
/// Folder of the papers.
pub const PAPERS: &str = "citeulike-a";

/// Names, numbered in the order in which they first came.
#[derive(Clone, Default)]
pub struct Names {
    places: HashMap<String, u32>,
}

impl Names {
    fn place(&mut self, name: &str) -> u32 {
        let next = self.places.len() as u32;
        *self.places.entry(name.to_owned()).or_insert(next)
    }

    pub fn len(&self) -> usize {
        self.places.len()
    }
}

/// Who gave which film how many stars.
#[derive(Clone, Default)]
pub struct Films {
    pub people: Names,
    pub items: Names,
    pub cells: Vec<(u32, u32, f32)>,
}

impl Films {
    /// Makes a slice of it.
    pub fn cut(&mut self) {
        self.cells.retain(|cell| cell.0 < 120 && cell.1 < 400);
    }

    pub fn ratings(&self, cells: &[(u32, u32, f32)]) -> anyhow::Result<Ratings> {
        Ok(Ratings::new(self.people.len(), self.items.len(), cells)?)
    }
}

/// Reads the ratings.
pub fn films(folder: &Path) -> anyhow::Result<Films> {
    let mut films = Films::default();
    more_films(folder, &mut films)?;
    Ok(films)
}

/// Adds the ratings of a second folder: who and what is known keeps its number.
pub fn more_films(folder: &Path, films: &mut Films) -> anyhow::Result<()> {
    let file = folder.join("ml-100k.inter");
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(b'\t')
        .quoting(false)
        .from_path(&file)
        .with_context(|| format!("could not read {}", file.display()))?;
    let header = reader.headers()?.clone();
    let column = |name: &str| {
        let found = header.iter().position(|own| own.split(':').next() == Some(name));
        found.with_context(|| format!("{} has no column {name}", file.display()))
    };
    let (person, item, value) = (column("user_id")?, column("item_id")?, column("rating")?);
    for (number, record) in reader.records().enumerate() {
        let at = || format!("{}, line {}", file.display(), number + 2);
        let record = record.with_context(at)?;
        let field = |place: usize| record.get(place).with_context(at);
        let value: f32 = field(value)?.trim().parse().with_context(at)?;
        ensure!(value.is_finite(), "{}: {value} is no rating", at());
        films.cells.push((films.people.place(field(person)?), films.items.place(field(item)?), value));
    }
    ensure!(!films.cells.is_empty(), "{} holds no ratings", file.display());
    Ok(())
}

/// Which papers people have, and what the papers are about.
#[derive(Clone)]
pub struct Papers {
    /// Papers of each person, ascending.
    pub people: Vec<Vec<u32>>,
    /// The tags of each paper as text.
    pub texts: Vec<String>,
}

impl Papers {
    /// Makes a slice of it.
    pub fn cut(&mut self) {
        self.people.truncate(150);
        self.texts.truncate(3_000);
        let count = self.texts.len() as u32;
        self.people.iter_mut().for_each(|own| own.retain(|paper| *paper < count));
        self.people.retain(|own| own.len() >= 5);
    }

    pub fn ratings(&self, people: &[Vec<u32>]) -> anyhow::Result<Ratings> {
        let cells: Vec<(u32, u32, f32)> = people
            .iter()
            .enumerate()
            .flat_map(|(person, own)| own.iter().map(move |paper| (person as u32, *paper, 1.0)))
            .collect();
        Ok(Ratings::new(people.len(), self.texts.len(), &cells)?)
    }
}

/// Reads people from one folder, papers and tags from another.
pub fn papers(people: &Path, papers: &Path) -> anyhow::Result<Papers> {
    let read =
        |file: &Path| std::fs::read_to_string(file).with_context(|| format!("could not read {}", file.display()));
    let tags: Vec<String> = read(&papers.join("tags.dat"))?.lines().map(|tag| tag.replace(['_', '-'], " ")).collect();
    let text = |own: Vec<usize>| {
        let words: Option<Vec<&str>> = own.iter().map(|tag| tags.get(*tag).map(String::as_str)).collect();
        words.map(|words| words.join(" ")).context("a paper has a tag that is not there")
    };
    let of_papers = lists::rows(&read(&papers.join("item-tag.dat"))?).context("item-tag.dat")?;
    let texts: Vec<String> = of_papers.into_iter().map(text).collect::<anyhow::Result<_>>()?;
    let own = |(line, own): (usize, Vec<usize>)| {
        ensure!(
            own.iter().all(|paper| *paper < texts.len()),
            "users.dat, line {}: a paper that is not there",
            line + 1
        );
        let mut own: Vec<u32> = own.into_iter().map(|paper| paper as u32).collect();
        own.sort_unstable();
        own.dedup();
        Ok(own)
    };
    let people = lists::rows(&read(&people.join("users.dat"))?).context("users.dat")?;
    let people = people.into_iter().enumerate().map(own).collect::<anyhow::Result<_>>()?;
    Ok(Papers { people, texts })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratings_are_read_by_the_names_of_columns_and_numbers_go_on_in_a_second_folder() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("ml-100k.inter");
        std::fs::write(&file, "item_id:token\tuser_id:token\trating:float\n7\tu1\t4.0\n8\tu1\t2\n").unwrap();
        let mut found = films(folder.path()).unwrap();
        assert_eq!(found.cells, [(0, 0, 4.0), (0, 1, 2.0)]);
        std::fs::write(&file, "item_id:token\tuser_id:token\trating:float\n8\tu2\t1.0\n").unwrap();
        more_films(folder.path(), &mut found).unwrap();
        assert_eq!((found.cells[2], found.people.len(), found.items.len()), ((1, 1, 1.0), 2, 2));
        std::fs::write(&file, "item_id:token\tuser_id:token\trating:float\n8\tu2\tgood\n").unwrap();
        assert!(films(folder.path()).err().unwrap().to_string().contains("line 2"));
        std::fs::write(&file, "item_id:token\trating:float\n8\t1\n").unwrap();
        assert!(films(folder.path()).err().unwrap().to_string().contains("user_id"));
    }
}
