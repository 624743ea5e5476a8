//! Sender, subject and date of mails, from an mbox file or a Maildir folder. Bodies are never kept.

use std::path::Path;

use attentive_types::Urgency;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{Task, Tasks, TasksError, one_line};

/// Bytes of a mail's head at most.
const LONGEST_HEAD: usize = 64 << 10;

/// The mails of an mbox file (RFC 4155): each begins with a line `From `.
pub(super) fn mbox(bytes: &[u8]) -> Tasks {
    let mut tasks = Tasks { format: "mbox", ..Tasks::default() };
    let mut rest = bytes;
    let mut number = 0;
    while let Some(start) = next_mail(rest) {
        let mail = &rest[start..];
        let body = mail.iter().position(|byte| *byte == b'\n').map_or(&[][..], |end| &mail[end + 1..]);
        number += 1;
        take(&mut tasks, format!("mail {number}"), body);
        rest = body;
    }
    tasks
}

/// Where the next line `From ` begins: at the start, or after an empty line.
fn next_mail(bytes: &[u8]) -> Option<usize> {
    // What is looked at begins after a whole line.
    for (start, length) in [(&b"From "[..], 0), (b"\nFrom ", 1), (b"\r\nFrom ", 2)] {
        if bytes.starts_with(start) {
            return Some(length);
        }
    }
    let is_start = |window: &[u8]| window == b"\n\nFrom ";
    let unix = bytes.windows(7).position(is_start).map(|at| at + 2);
    // Only up to there, or a large file of one kind of line ends would be searched to its end for each mail.
    let bytes = &bytes[..unix.unwrap_or(bytes.len())];
    let dos = bytes.windows(9).position(|window| window == b"\r\n\r\nFrom ").map(|at| at + 4);
    unix.into_iter().chain(dos).min()
}

/// The mails of a Maildir folder that are new or were not read; `None` when it is no such folder.
pub(super) fn maildir(folder: &Path) -> Option<Result<Tasks, TasksError>> {
    let folders = [folder.join("new"), folder.join("cur")];
    folders.iter().all(|folder| folder.is_dir()).then(|| {
        let mut tasks = Tasks { format: "Maildir", ..Tasks::default() };
        for folder in folders {
            let mut files: Vec<_> = std::fs::read_dir(&folder)?.collect::<Result<_, _>>()?;
            files.sort_by_key(std::fs::DirEntry::file_name);
            for file in files {
                let name = file.file_name().to_string_lossy().into_owned();
                // The flag S says that it was seen (https://cr.yp.to/proto/maildir.html).
                if name.rsplit_once(":2,").is_some_and(|(_, flags)| flags.contains('S')) {
                    tasks.passed_over += 1;
                    continue;
                }
                let mut head = Vec::new();
                let mut opened = std::io::Read::take(std::fs::File::open(file.path())?, LONGEST_HEAD as u64);
                std::io::Read::read_to_end(&mut opened, &mut head)?;
                take(&mut tasks, name, &head);
            }
        }
        Ok(tasks)
    })
}

/// Takes the head of a mail.
fn take(tasks: &mut Tasks, place: String, mail: &[u8]) {
    let head = String::from_utf8_lossy(&mail[..mail.len().min(LONGEST_HEAD)]);
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in head.lines() {
        if line.is_empty() {
            break;
        }
        match (line.strip_prefix([' ', '\t']), fields.last_mut(), line.split_once(':')) {
            (Some(more), Some((_, value)), _) => {
                value.push(' ');
                value.push_str(more.trim_start());
            }
            (None, _, Some((name, value))) => fields.push((name.trim().to_ascii_lowercase(), value.trim().to_owned())),
            _ => {}
        }
    }
    let field = |name: &str| fields.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str());
    let (Some(from), Some(subject)) = (field("from"), field("subject")) else {
        tasks.bad.push((place, "no From or no Subject in its head".to_owned()));
        return;
    };
    let subject = one_line(&decoded(subject));
    if subject.is_empty() {
        tasks.bad.push((place, "an empty Subject".to_owned()));
        return;
    }
    let is_high = field("importance").is_some_and(|value| value.eq_ignore_ascii_case("high"))
        || field("x-priority").is_some_and(|value| value.starts_with(['1', '2']));
    let is_bulk = field("list-unsubscribe").is_some()
        || field("precedence").is_some_and(|value| value.eq_ignore_ascii_case("bulk"));
    let urgency = match (is_high, is_bulk) {
        (true, false) => Urgency::High,
        (_, true) => Urgency::Low,
        _ => Urgency::Normal,
    };
    let key = field("message-id")
        .map_or_else(|| format!("{from} {subject} {}", field("date").unwrap_or_default()), str::to_owned);
    tasks.tasks.push(Task { key: format!("mail {key}"), source: sender(&decoded(from)), subject, urgency, due: None });
}

/// The name of a sender, or the address where there is no name.
fn sender(from: &str) -> String {
    let name = from.split('<').next().unwrap_or_default().trim().trim_matches('"').trim();
    let address = from.split_once('<').and_then(|(_, rest)| rest.split('>').next());
    let who = if name.is_empty() { address.unwrap_or(from) } else { name };
    one_line(who).chars().take(100).collect()
}

/// RFC 2047: `=?utf-8?B?...?=` and `=?utf-8?Q?...?=`; other character sets stay as they are.
fn decoded(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("=?") {
        let mut parts = rest[at + 2..].splitn(4, '?');
        let (charset, coding, coded, after) = (parts.next(), parts.next(), parts.next(), parts.next());
        let word = match (charset, coding, coded, after) {
            (Some(charset), Some(coding), Some(coded), Some(after)) if after.starts_with('=') => {
                let is_utf8 = charset.eq_ignore_ascii_case("utf-8") || charset.eq_ignore_ascii_case("us-ascii");
                let bytes = if coding.eq_ignore_ascii_case("b") { STANDARD.decode(coded).ok() } else { quoted(coded) };
                bytes.filter(|_| is_utf8).map(|bytes| (String::from_utf8_lossy(&bytes).into_owned(), &after[1..]))
            }
            _ => None,
        };
        // White space between two coded words is none.
        let before = &rest[..at];
        if !before.trim().is_empty() || out.is_empty() {
            out.push_str(before);
        }
        match word {
            Some((word, after)) => {
                out.push_str(&word);
                rest = after;
            }
            None => {
                out.push_str("=?");
                rest = &rest[at + 2..];
            }
        }
    }
    out.push_str(rest);
    out
}

fn quoted(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'_' => out.push(b' '),
            b'=' => {
                let digits = [bytes.next()?, bytes.next()?];
                out.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
            }
            other => out.push(other),
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOX: &str = "From ana@x Tue Nov 24 09:00:00 2026\nFrom: \"Ana B\" <ana@x>\nSubject: =?utf-8?B?5pio5aSp?=\n =?utf-8?Q?_=C3=A9t=C3=A9?=\nMessage-ID: <1@x>\n\n\
                       secret body\n\nFrom here on it goes\n\nFrom news@y Tue Nov 24 10:00:00 2026\nFrom: news@y\nSubject: offers\nList-Unsubscribe: <x>\nImportance: high\n\nbody\n";

    #[test]
    fn each_mail_gives_sender_and_subject_and_never_its_body() {
        let read = mbox(BOX.as_bytes());
        // "From here on" looks like a new mail: it has no head, which is told, and the next one is read.
        assert_eq!((read.tasks.len(), read.bad.len()), (2, 1));
        assert_eq!((read.tasks[0].source.as_str(), read.tasks[0].subject.as_str()), ("Ana B", "昨天 été"));
        assert_eq!((read.tasks[1].source.as_str(), read.tasks[1].urgency), ("news@y", Urgency::Low));
        assert!(!format!("{read:?}").contains("secret"));
    }

    #[test]
    fn what_was_seen_in_a_maildir_is_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        assert!(maildir(folder.path()).is_none());
        for part in ["new", "cur", "tmp"] {
            std::fs::create_dir(folder.path().join(part)).unwrap();
        }
        std::fs::write(folder.path().join("new/1.x"), "From: a@b\nSubject: hello\n\nbody").unwrap();
        std::fs::write(folder.path().join("cur/2.x:2,S"), "From: a@b\nSubject: seen\n\nbody").unwrap();
        let read = maildir(folder.path()).unwrap().unwrap();
        assert_eq!((read.tasks.len(), read.passed_over, read.tasks[0].subject.as_str()), (1, 1, "hello"));
    }

    #[test]
    fn junk_in_coded_words_stays_as_it_is() {
        for junk in ["=?utf-8?B?***?=", "=?utf-8?Q?=ZZ?=", "=?x", "=?a?b?c", "=?koi8-r?B?AAAA?="] {
            assert_eq!(decoded(junk), junk);
        }
    }
}
