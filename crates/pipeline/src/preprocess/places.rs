//! What was in front, with a meaning: app, cleaned title, site and category, each distinct combination once.

use std::collections::BTreeSet;
use std::sync::Arc;

use attentive_text::rules::CategoryRules;
use attentive_text::{address, title};
use attentive_types::Payload;
use rustc_hash::FxHashMap;

use crate::sense::{Browser, Sense};

/// One thing that can be in front.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// The program's name.
    pub app: Arc<str>,
    /// The window's title without counters, marks of change and the program's name; empty when it had none.
    pub title: Arc<str>,
    /// The site's domain; `None` outside a browser, or when no watcher of tabs told.
    pub site: Option<Arc<str>>,
    /// The category path.
    pub category: Arc<[String]>,
    /// A number for the program.
    pub app_number: u32,
    /// A number for the thing that one can be focused on: the category, or the program where nothing is categorised.
    pub thing_number: u32,
}

impl Place {
    /// Whether no rule gave it a category.
    #[must_use]
    pub fn is_uncategorized(&self) -> bool {
        self.category.is_empty() || self.category.first().is_some_and(|first| first == "Uncategorized")
    }

    /// The name of the thing that one can be focused on.
    #[must_use]
    pub fn thing(&self) -> String {
        if self.is_uncategorized() { self.app.to_string() } else { self.category.join(" > ") }
    }
}

/// What the sweep needs to know of a window.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WindowMeaning {
    pub(crate) browser: Option<Browser>,
    pub(crate) is_lock_screen: bool,
}

/// All places so far, and how windows and tabs lead to them.
#[derive(Clone, Debug)]
pub struct Places {
    rules: Arc<CategoryRules>,
    windows: Vec<WindowMeaning>,
    titles: FxHashMap<u32, Arc<str>>,
    by_labels: FxHashMap<(u32, Option<u32>), u32>,
    by_place: FxHashMap<Arc<Place>, u32>,
    texts: BTreeSet<Arc<str>>,
    categories: FxHashMap<u32, Arc<[String]>>,
    apps: FxHashMap<Arc<str>, u32>,
    things: FxHashMap<String, u32>,
    places: Vec<Arc<Place>>,
}

impl Places {
    /// No places yet, and the rules that give categories.
    #[must_use]
    pub fn new(rules: Arc<CategoryRules>) -> Self {
        Self {
            rules,
            windows: Vec::new(),
            titles: FxHashMap::default(),
            by_labels: FxHashMap::default(),
            by_place: FxHashMap::default(),
            texts: BTreeSet::new(),
            categories: FxHashMap::default(),
            apps: FxHashMap::default(),
            things: FxHashMap::default(),
            places: Vec::new(),
        }
    }

    /// All places by number.
    #[must_use]
    pub fn all(&self) -> &[Arc<Place>] {
        &self.places
    }

    /// The place of a number; `None` for one that was never given.
    #[must_use]
    pub fn get(&self, place: u32) -> Option<&Place> {
        self.places.get(place as usize).map(Arc::as_ref)
    }

    pub(crate) fn window(&mut self, window: u32, sense: &Sense) -> WindowMeaning {
        while self.windows.len() <= window as usize {
            let facts = u32::try_from(self.windows.len()).ok().and_then(|label| sense.windows.get(label));
            self.windows.push(WindowMeaning {
                browser: facts.and_then(|facts| facts.browser()),
                is_lock_screen: facts.is_some_and(|facts| facts.is_lock_screen()),
            });
        }
        self.windows[window as usize]
    }

    pub(crate) fn place(&mut self, window: u32, tab: Option<u32>, sense: &Sense) -> u32 {
        if let Some(place) = self.by_labels.get(&(window, tab)) {
            return *place;
        }
        let place = self.new_place(window, tab, sense);
        self.by_labels.insert((window, tab), place);
        place
    }

    fn new_place(&mut self, window: u32, tab: Option<u32>, sense: &Sense) -> u32 {
        let (app, raw_title) = match sense.windows.get(window) {
            Some(facts) => (self.shared(&facts.app), Arc::clone(&facts.title)),
            None => (self.shared(""), "".into()),
        };
        let url = tab.and_then(|tab| sense.tabs.get(tab)).map(|tab| Arc::clone(&tab.url));
        let title = match self.titles.get(&window) {
            Some(title) => Arc::clone(title),
            None => {
                let title = self.shared(&title::clean(&app, &raw_title));
                self.titles.insert(window, Arc::clone(&title));
                title
            }
        };
        let site = url.as_deref().and_then(address::site).map(|site| self.shared(&site));
        let category = self.category(&app, &raw_title, url.as_deref());
        let app_number = number(&mut self.apps, &app);
        let mut place = Place { app, title, site, category, app_number, thing_number: 0 };
        place.thing_number = number(&mut self.things, place.thing());
        if let Some(known) = self.by_place.get(&place) {
            return *known;
        }
        let shared = Arc::new(place);
        self.places.push(Arc::clone(&shared));
        let own = u32::try_from(self.places.len() - 1).unwrap_or(u32::MAX);
        self.by_place.insert(shared, own);
        own
    }

    fn category(&mut self, app: &str, title: &str, url: Option<&str>) -> Arc<[String]> {
        let mut data = Payload::new();
        data.insert("app".to_owned(), app.into());
        data.insert("title".to_owned(), title.into());
        if let Some(url) = url {
            data.insert("url".to_owned(), url.into());
        }
        let index = self.rules.category_index(&data);
        let rules = &self.rules;
        Arc::clone(self.categories.entry(index).or_insert_with(|| rules.name(index).into()))
    }

    fn shared(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.texts.get(text) {
            return Arc::clone(known);
        }
        let shared: Arc<str> = text.into();
        self.texts.insert(Arc::clone(&shared));
        shared
    }
}

fn number<K: Eq + std::hash::Hash + Clone>(numbers: &mut FxHashMap<K, u32>, key: impl std::borrow::Borrow<K>) -> u32 {
    let key = key.borrow();
    if let Some(number) = numbers.get(key) {
        return *number;
    }
    let number = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
    numbers.insert(key.clone(), number);
    number
}
