//! The beginning of a source: what formats look at to say whether it is theirs.

use std::path::Path;

/// The first bytes of a file, unpacked, or the names in a folder.
#[derive(Clone, Copy, Debug)]
pub struct Head<'a> {
    /// The first bytes, at most [`Head::MOST_BYTES`]; empty for a folder.
    pub bytes: &'a [u8],
    /// Whether these are all bytes that there are.
    pub is_whole: bool,
    /// Names of the files in it, sorted, when it is a folder; of a file: `None`.
    pub names_in_folder: Option<&'a [String]>,
    /// Where the file or the folder lies; `None` for a pipe. Only for files whose parts lie beside them: formats are
    /// known by their content.
    pub path: Option<&'a Path>,
}

impl<'a> Head<'a> {
    /// How many bytes are looked at.
    pub const MOST_BYTES: usize = 65_536;

    /// Whether the bytes begin so.
    #[must_use]
    pub fn starts_with(&self, beginning: &[u8]) -> bool {
        self.bytes.starts_with(beginning)
    }

    /// The lines in it without their ends, the last one only when it is whole; `None` for a folder or when a NUL byte
    /// near the beginning says that it is no text.
    pub fn lines(&self) -> Option<impl Iterator<Item = &'a [u8]> + use<'a>> {
        if self.names_in_folder.is_some() || memchr::memchr(0, self.bytes.get(..512).unwrap_or(self.bytes)).is_some() {
            return None;
        }
        let end = if self.is_whole { self.bytes.len() } else { memchr::memrchr(b'\n', self.bytes)? };
        let bytes = self.bytes.get(..end).unwrap_or_default();
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        Some(bytes.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line)))
    }

    /// The first line that is not blank; `None` as for [`Head::lines`] or when there is none.
    #[must_use]
    pub fn first_line(&self) -> Option<&'a [u8]> {
        self.lines()?.find(|line| !line.trim_ascii().is_empty())
    }

    /// Whether it is a folder that has a file of that name, or of that name and `.gz`.
    #[must_use]
    pub fn has_file(&self, name: &str) -> bool {
        let names = self.names_in_folder.unwrap_or_default();
        names.iter().any(|found| found == name || found.strip_suffix(".gz") == Some(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(bytes: &[u8], is_whole: bool) -> Head<'_> {
        Head { bytes, is_whole, names_in_folder: None, path: None }
    }

    #[test]
    fn a_line_that_is_cut_off_is_not_shown() {
        let lines = |bytes, is_whole| head(bytes, is_whole).lines().map(|lines| lines.count());
        assert_eq!(lines(b"a,b\r\n1,2\n3", false), Some(2));
        assert_eq!(lines(b"a,b\r\n1,2\n3", true), Some(3));
        assert_eq!(lines(b"a\0b\n", true), None);
        assert_eq!(head(b"\xef\xbb\xbf\n\r\na,b\r\n", true).first_line(), Some(&b"a,b"[..]));
    }

    #[test]
    fn a_packed_file_in_a_folder_counts() {
        let names = ["BVP.csv.gz".to_owned(), "HR.csv".to_owned()];
        let folder = Head { bytes: b"", is_whole: true, names_in_folder: Some(&names), path: None };
        assert!(folder.has_file("BVP.csv") && folder.has_file("HR.csv") && !folder.has_file("EDA.csv"));
    }
}
