//! `MinHash` signatures: how much two sets of shingles have in common, told from 64 numbers each.

use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::shingle;
use crate::text::NormalizedText;

/// Hash functions of a signature. The estimate of a Jaccard index of one half has a standard deviation of 0.06.
pub const HASHES: usize = 64;
/// Rows of a band: two ads meet when all rows of one band agree.
const ROWS: usize = 2;
/// Bands of a signature. Ads that have half their shingles in common meet in one of them in 9,999 cases of 10,000.
pub const BANDS: usize = HASHES / ROWS;
/// Least number of equal rows of two ads that belong together: an estimated Jaccard index of one half.
const LEAST_EQUAL: usize = HASHES / 2;

/// What is kept of an ad's wording, 256 bytes whatever its length.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature([u32; HASHES]);

impl Signature {
    /// The signature of an ad; `None` where nothing can be read in it.
    ///
    /// An ad without a single word, such as one of emoji or of contacts alone, is told by its characters.
    #[must_use]
    pub fn of(title: &str, text: &str) -> Option<Self> {
        let fields = [title, text].map(NormalizedText::new);
        Self::new(&shingle::words(&fields)).or_else(|| Self::new(&shingle::characters(&fields)))
    }

    /// The signature of an ad's words; `None` where there are none.
    #[must_use]
    pub fn of_words(title: &str, text: &str) -> Option<Self> {
        Self::new(&shingle::words(&[title, text].map(NormalizedText::new)))
    }

    fn new(units: &[String]) -> Option<Self> {
        if units.is_empty() {
            return None;
        }
        let mut least = [u64::MAX; HASHES];
        shingle::each(units, |shingle| {
            for (seed, slot) in (0u64..).zip(&mut least) {
                *slot = (*slot).min(xxh3_64_with_seed(shingle.as_bytes(), seed));
            }
        });
        #[expect(clippy::cast_possible_truncation, reason = "the lower half tells two hashes apart as well")]
        Some(Self(least.map(|hash| hash as u32)))
    }

    /// Whether two ads belong together: an estimated Jaccard index of at least one half.
    #[must_use]
    pub fn is_near(&self, other: &Self) -> bool {
        self.equal(other) >= LEAST_EQUAL
    }

    /// The estimated Jaccard index of two sets of shingles, 0 to 1.
    #[must_use]
    pub fn jaccard(&self, other: &Self) -> f64 {
        let count = |rows: usize| f64::from(u32::try_from(rows).unwrap_or(u32::MAX));
        count(self.equal(other)) / count(HASHES)
    }

    /// The numbers it is made of, for whoever keeps it elsewhere.
    #[must_use]
    pub fn rows(&self) -> &[u32; HASHES] {
        &self.0
    }

    /// The signature of these [`rows`](Self::rows).
    #[must_use]
    pub fn from_rows(rows: [u32; HASHES]) -> Self {
        Self(rows)
    }

    /// The rows of one of the [`BANDS`] as one number: ads that agree in one are compared.
    ///
    /// # Panics
    /// If there is no such band.
    #[must_use]
    pub fn band(&self, band: usize) -> u64 {
        let rows = &self.0[band * ROWS..(band + 1) * ROWS];
        rows.iter().fold(0, |key, row| key << 32 | u64::from(*row))
    }

    fn equal(&self, other: &Self) -> usize {
        self.0.iter().zip(&other.0).filter(|(a, b)| a == b).count()
    }
}
