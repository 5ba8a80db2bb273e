//! [`Address`] and [`Date`]: personal values with parts.

use alloc::string::String;
use core::fmt;

use crate::{Extra, Personal};

/// A postal address; every part can be missing.
///
/// Source: <https://docs.stripe.com/api/identity/verification_reports/object>
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Address {
    /// City, district, suburb, town or village.
    pub city: Option<Personal<String>>,
    /// Two letters, ISO 3166-1 alpha-2. Kept by a redaction.
    pub country: Option<Personal<String>>,
    /// Street, post box or company.
    pub line1: Option<Personal<String>>,
    /// Apartment, suite, unit or building.
    pub line2: Option<Personal<String>>,
    /// ZIP or postal code.
    pub postal_code: Option<Personal<String>>,
    /// State, county, province or region.
    pub state: Option<Personal<String>>,
    /// Members that this version does not know.
    #[cfg_attr(feature = "serde", serde(flatten))]
    pub extra: Extra,
}

/// A calendar date as a document states it; each part can be missing. A redacted date is 1.1.1.
///
/// `Debug` masks it: it is a date of birth, or tells documents apart.
///
/// Source: <https://docs.stripe.com/api/identity/verification_reports/object>
#[derive(Clone, Default, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Date {
    /// 1 to 31.
    pub day: Option<i64>,
    /// 1 to 12.
    pub month: Option<i64>,
    /// Four digits.
    pub year: Option<i64>,
    /// Members that this version does not know.
    #[cfg_attr(feature = "serde", serde(flatten))]
    pub extra: Extra,
}

impl Date {
    /// A whole date.
    #[must_use]
    pub const fn new(year: i64, month: i64, day: i64) -> Self {
        Self {
            day: Some(day),
            month: Some(month),
            year: Some(year),
            extra: Extra::new(),
        }
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[date]")
    }
}
