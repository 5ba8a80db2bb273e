//! `expand` of a session: which paths there are, and what the API says to the others.

use crate::error::{Failure, excerpt};
use crate::session::Shown;

/// The most names in a path.
const MAX_LEVELS: usize = 4;

/// The fields that stand in every session and cannot be expanded.
const PLAIN: &[&str] = &[
    "id",
    "object",
    "client_reference_id",
    "client_secret",
    "created",
    "last_error",
    "livemode",
    "metadata",
    "options",
    "redaction",
    "related_customer",
    "related_customer_account",
    "related_person",
    "status",
    "type",
    "url",
    "verification_flow",
];

/// Reads the paths. Only the first name of each is held against the object, as the API does; naming a
/// member shows its parent.
pub(super) fn shown(paths: &[&str]) -> Result<Shown, Failure> {
    let mut shown = Shown::default();
    for path in paths {
        if path.split('.').count() > MAX_LEVELS {
            return Err(too_deep(path));
        }
        match path.split('.').next().unwrap_or_default() {
            "provided_details" => shown.provided_details = true,
            "verified_outputs" => shown.verified_outputs = true,
            // There is no report yet that could take the place of its id.
            "last_verification_report" => {}
            field if PLAIN.contains(&field) => return Err(not_expandable(path)),
            _ => return Err(does_not_exist(path)),
        }
    }
    Ok(shown)
}

fn too_deep(path: &str) -> Failure {
    Failure::invalid(format!(
        "You cannot expand more than {MAX_LEVELS} levels of a property. Property: {}",
        excerpt(path)
    ))
    .code("property_expansion_max_depth")
    .param("expand")
}

fn not_expandable(path: &str) -> Failure {
    Failure::invalid(format!(
        "This property cannot be expanded ({}).",
        excerpt(path)
    ))
}

fn does_not_exist(path: &str) -> Failure {
    Failure::invalid(format!(
        "This property cannot be expanded because it doesn't exist: {}.",
        excerpt(path)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_fields_are_shown_by_their_own_name_or_a_members() {
        for (paths, provided, verified) in [
            (&[][..], false, false),
            (&["provided_details"], true, false),
            (
                &["verified_outputs.dob", "provided_details.x.y"],
                true,
                true,
            ),
            (&["last_verification_report.document.number"], false, false),
        ] {
            let expected = Shown {
                provided_details: provided,
                verified_outputs: verified,
            };
            assert_eq!(shown(paths), Ok(expected), "{paths:?}");
        }
    }

    #[test]
    fn other_paths_are_refused_in_the_apis_words() {
        for (path, expected) in [
            ("status", not_expandable("status")),
            ("options.document", not_expandable("options.document")),
            ("bogus", does_not_exist("bogus")),
            (
                "data.verified_outputs",
                does_not_exist("data.verified_outputs"),
            ),
            (
                "verified_outputs.a.b.c.d",
                too_deep("verified_outputs.a.b.c.d"),
            ),
        ] {
            assert_eq!(shown(&[path]), Err(expected), "{path}");
        }
    }
}
