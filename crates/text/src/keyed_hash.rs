//! A short name for some bytes that only the holder of the key can compute: `SipHash-2-4`.
//!
//! Source: J.-P. Aumasson, D. J. Bernstein, "SipHash: a fast short-input PRF", INDOCRYPT 2012; two compression and four
//! finalisation rounds as the authors recommend. Written out because the standard library offers it only as deprecated.

/// The hash of some bytes under a key of 16 bytes.
pub(crate) fn hash(key: &[u8; 16], bytes: &[u8]) -> u64 {
    let (first, second) = key.split_at(8);
    let (k0, k1) = (word(first), word(second));
    let mut state = State([
        k0 ^ 0x736f_6d65_7073_6575,
        k1 ^ 0x646f_7261_6e64_6f6d,
        k0 ^ 0x6c79_6765_6e65_7261,
        k1 ^ 0x7465_6462_7974_6573,
    ]);
    let chunks = bytes.chunks_exact(8);
    let tail = chunks.remainder();
    for chunk in chunks {
        state.absorb(word(chunk));
    }
    // The last word carries the length modulo 256 in its highest byte.
    state.absorb(word(tail) | (bytes.len() as u64) << 56);
    state.finish()
}

/// Up to eight bytes as a little-endian word.
fn word(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte))
}

struct State([u64; 4]);

impl State {
    fn absorb(&mut self, word: u64) {
        self.0[3] ^= word;
        self.round();
        self.round();
        self.0[0] ^= word;
    }

    fn finish(mut self) -> u64 {
        self.0[2] ^= 0xff;
        for _ in 0..4 {
            self.round();
        }
        let [v0, v1, v2, v3] = self.0;
        v0 ^ v1 ^ v2 ^ v3
    }

    fn round(&mut self) {
        let [mut v0, mut v1, mut v2, mut v3] = self.0;
        v0 = v0.wrapping_add(v1);
        v1 = v1.rotate_left(13) ^ v0;
        v0 = v0.rotate_left(32);
        v2 = v2.wrapping_add(v3);
        v3 = v3.rotate_left(16) ^ v2;
        v0 = v0.wrapping_add(v3);
        v3 = v3.rotate_left(21) ^ v0;
        v2 = v2.wrapping_add(v1);
        v1 = v1.rotate_left(17) ^ v2;
        v2 = v2.rotate_left(32);
        self.0 = [v0, v1, v2, v3];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_papers_test_vector_comes_out() {
        // Appendix A of the paper: key 00 01 .. 0f, message 00 01 .. 0e.
        let key: [u8; 16] = std::array::from_fn(|place| u8::try_from(place).unwrap_or(0));
        let message: Vec<u8> = (0..15).collect();
        assert_eq!(hash(&key, &message), 0xa129_ca61_49be_45e5);
    }

    #[test]
    fn another_key_gives_another_name() {
        assert_ne!(hash(&[1; 16], b"same"), hash(&[2; 16], b"same"));
        assert_ne!(hash(&[1; 16], b""), hash(&[1; 16], b"\0"));
    }
}
