//! The window in front, as `currentwindow` buckets tell it: `app` and `title`.

use std::sync::Arc;

use attentive_types::Payload;

use super::fields;
use super::tab::Browser;

/// What was in front.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WindowFacts {
    /// The program's name, as sent.
    pub app: Arc<str>,
    /// The window's title, as sent; empty when it had none.
    pub title: Arc<str>,
}

/// Reads what a watcher of windows sent; `None` without an app, or when a fact is of the wrong type.
pub(super) fn read(data: &Payload) -> Option<WindowFacts> {
    let app = fields::text(data, "app")?;
    let title = fields::text_or_empty(data, "title")?;
    Some(WindowFacts { app: app.into(), title: title.into() })
}

/// Programs that stand in front while the screen is locked: a watcher sees them as an ordinary window.
const LOCK_SCREENS: [&str; 7] =
    ["loginwindow", "lockapp", "logonui", "screensaverengine", "i3lock", "swaylock", "gnome-screensaver"];

impl WindowFacts {
    /// The program's name in lower case without `.exe`, for comparing with known names.
    #[must_use]
    pub fn plain_app(&self) -> String {
        let name = self.app.to_lowercase();
        name.strip_suffix(".exe").map(str::to_owned).unwrap_or(name)
    }

    /// Whether it is the screen of a locked machine.
    #[must_use]
    pub fn is_lock_screen(&self) -> bool {
        LOCK_SCREENS.contains(&self.plain_app().as_str())
    }

    /// The family of browsers that it belongs to; `None` for other programs.
    #[must_use]
    pub fn browser(&self) -> Option<Browser> {
        Browser::of_app(&self.plain_app())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lock_screens_and_browsers_are_known_on_each_system() {
        let window = |app: &str| WindowFacts { app: app.into(), title: "".into() };
        assert!(window("LockApp.exe").is_lock_screen());
        assert!(!window("firefox").is_lock_screen());
        assert_eq!(window("firefox.exe").browser(), Some(Browser::Firefox));
        assert_eq!(window("Google-chrome").browser(), Some(Browser::Chrome));
        assert_eq!(window("Code").browser(), None);
    }
}
