//! `expand`: which paths there are, who may name them, and what the API says to the others.

use identity_types::Timestamp;

use crate::error::{Failure, excerpt};
use crate::permissions::{self, SENSITIVE_AGE, Sensitive};
use crate::route::Scope;
use crate::session::{Session, Shown};
use crate::switches::{ExpandDepth, OldSensitiveResults, SensitiveFieldsOfSecretKey};

/// The most names in a path.
const MAX_LEVELS: usize = 4;

/// What can be named in an object.
struct Object {
    /// A path, what it shows, and whether that needs the permission for sensitive results.
    paths: &'static [(&'static str, Shown, bool)],
    /// The fields that stand in every object and cannot be expanded.
    plain: &'static [&'static str],
}

const SESSION: Object = Object {
    paths: &[
        ("provided_details", Shown::PROVIDED_DETAILS, false),
        ("verified_outputs", Shown::OUTPUTS, false),
        ("verified_outputs.dob", Shown::OUTPUTS_DOB, true),
        ("verified_outputs.id_number", Shown::OUTPUTS_ID_NUMBER, true),
        ("verified_outputs.sex", Shown::OUTPUTS_SEX, true),
        (
            "verified_outputs.unparsed_place_of_birth",
            Shown::OUTPUTS_PLACE_OF_BIRTH,
            true,
        ),
        (
            "verified_outputs.unparsed_sex",
            Shown::OUTPUTS_UNPARSED_SEX,
            true,
        ),
        ("last_verification_report", Shown::REPORT, false),
    ],
    plain: &[
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
    ],
};

const REPORT: Object = Object {
    paths: &[
        ("document.dob", Shown::DOCUMENT_DOB, true),
        ("document.expiration_date", Shown::DOCUMENT_EXPIRATION, true),
        ("document.number", Shown::DOCUMENT_NUMBER, true),
        ("document.sex", Shown::DOCUMENT_SEX, true),
        (
            "document.unparsed_place_of_birth",
            Shown::DOCUMENT_PLACE_OF_BIRTH,
            true,
        ),
        ("document.unparsed_sex", Shown::DOCUMENT_UNPARSED_SEX, true),
        ("id_number.dob", Shown::ID_NUMBER_DOB, true),
        ("id_number.id_number", Shown::ID_NUMBER, true),
    ],
    plain: &[
        "id",
        "object",
        "client_reference_id",
        "created",
        "document",
        "email",
        "id_number",
        "livemode",
        "options",
        "phone",
        "selfie",
        "type",
        "verification_flow",
        "verification_session",
    ],
};

/// What is asked for, of which the second part needs the permission.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Asked {
    shown: Shown,
    sensitive: Shown,
}

/// What a page of a list shows of each object.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Window {
    sensitive: Shown,
    /// Results that are older than this show nothing sensitive.
    since: Option<Timestamp>,
}

impl Window {
    /// What is shown of a result of that time.
    pub(crate) fn narrow(self, shown: Shown, created: Timestamp) -> Shown {
        match self.since {
            Some(since) if created < since => shown.without(self.sensitive),
            _ => shown,
        }
    }
}

/// What is shown of one session.
pub(crate) fn session(
    paths: &[&str],
    scope: &Scope<'_>,
    session: Option<&Session>,
) -> Result<Shown, Failure> {
    let asked = SESSION.read_all(paths, session_path)?;
    let report = session.and_then(|session| scope.ledger.account.reports.get(session.last_report?));
    one(asked, scope, report.map(|report| report.created))
}

/// What is shown of one report.
pub(crate) fn report(
    paths: &[&str],
    scope: &Scope<'_>,
    created: Timestamp,
) -> Result<Shown, Failure> {
    let asked = REPORT.read_all(paths, |path| REPORT.read(path))?;
    one(asked, scope, Some(created))
}

/// What is shown of the sessions of a list.
pub(crate) fn sessions(paths: &[&str], scope: &Scope<'_>) -> Result<(Shown, Window), Failure> {
    let asked = listed(paths, scope, session_path)?;
    many(asked, scope)
}

/// What is shown of the reports of a list.
pub(crate) fn reports(paths: &[&str], scope: &Scope<'_>) -> Result<(Shown, Window), Failure> {
    let asked = listed(paths, scope, |path| REPORT.read(path))?;
    many(asked, scope)
}

/// A path of a session, which goes on into its report.
fn session_path(path: &str) -> Result<Asked, Failure> {
    let Some(inner) = path.strip_prefix("last_verification_report.") else {
        return SESSION.read(path);
    };
    // Deeper names than those that are known are let pass, as the API does.
    let inner = REPORT.known(inner).unwrap_or_default();
    Ok(Asked {
        shown: inner.shown.with(Shown::REPORT),
        ..inner
    })
}

impl Object {
    fn read_all(
        &self,
        paths: &[&str],
        read: impl Fn(&str) -> Result<Asked, Failure>,
    ) -> Result<Asked, Failure> {
        paths.iter().try_fold(Asked::default(), |all, path| {
            if levels(path) > MAX_LEVELS {
                return Err(too_deep(path));
            }
            read(path).map(|asked| all.with(asked))
        })
    }

    /// Reads a path. Only its first name is held against the object; an unknown member shows its parent.
    fn read(&self, path: &str) -> Result<Asked, Failure> {
        let first = path.split('.').next().unwrap_or_default();
        if let Some(asked) = self.known(path).or_else(|| self.known(first)) {
            return Ok(asked);
        }
        let members = self.paths.iter().map(|(known, ..)| known.split('.').next());
        let has_members = members.into_iter().any(|known| known == Some(first));
        if has_members && path != first {
            return Ok(Asked::default());
        }
        if self.plain.contains(&first) {
            return Err(not_expandable(path));
        }
        Err(does_not_exist(path))
    }

    /// What a path shows: its own field, and the parents on the way to it.
    fn known(&self, path: &str) -> Option<Asked> {
        let field = |path: &str| self.paths.iter().find(|(known, ..)| *known == path);
        let (_, shown, sensitive) = *field(path)?;
        let parent = path.split_once('.').and_then(|(parent, _)| field(parent));
        let sensitive = if sensitive { shown } else { Shown::NONE };
        let shown = parent.map_or(shown, |(_, parent, _)| shown.with(*parent));
        Some(Asked { shown, sensitive })
    }
}

impl Asked {
    fn with(self, other: Self) -> Self {
        Self {
            shown: self.shown.with(other.shown),
            sensitive: self.sensitive.with(other.sensitive),
        }
    }
}

/// Reads the paths of a list, which begin with `data.`.
fn listed(
    paths: &[&str],
    scope: &Scope<'_>,
    read: impl Fn(&str) -> Result<Asked, Failure>,
) -> Result<Asked, Failure> {
    paths.iter().try_fold(Asked::default(), |all, path| {
        let counted = match scope.switches().list_expand_depth {
            ExpandDepth::WithoutData => path.strip_prefix("data.").unwrap_or(path),
            ExpandDepth::WithData => path,
        };
        if levels(counted) > MAX_LEVELS {
            return Err(too_deep(path));
        }
        let Some(inner) = path.strip_prefix("data.") else {
            return Err(needs_data(path));
        };
        read(inner).map(|asked| all.with(asked))
    })
}

/// Holds what is asked of one object against the caller's permissions.
fn one(asked: Asked, scope: &Scope<'_>, created: Option<Timestamp>) -> Result<Shown, Failure> {
    let (shown, window) = many(asked, scope)?;
    let narrowed = created.map_or(shown, |created| window.narrow(shown, created));
    let refuses = scope.switches().old_sensitive_results == OldSensitiveResults::Refuse;
    if narrowed != shown && refuses {
        return Err(refused(scope));
    }
    Ok(narrowed)
}

fn many(asked: Asked, scope: &Scope<'_>) -> Result<(Shown, Window), Failure> {
    let open = Window {
        sensitive: asked.sensitive,
        since: None,
    };
    if asked.sensitive == Shown::NONE {
        return Ok((asked.shown, open));
    }
    let secret = scope.switches().sensitive_fields_of_secret_key;
    match (scope.caller.sensitive(), secret) {
        (Some(Sensitive::Always), _) | (None, SensitiveFieldsOfSecretKey::Show) => {
            Ok((asked.shown, open))
        }
        (Some(Sensitive::Recent), _) => {
            let since = Some(scope.ledger.now.saturating_add(-SENSITIVE_AGE));
            Ok((asked.shown, Window { since, ..open }))
        }
        (None, SensitiveFieldsOfSecretKey::Hide) => {
            Ok((asked.shown.without(asked.sensitive), open))
        }
        (Some(Sensitive::None), _) | (None, SensitiveFieldsOfSecretKey::Refuse) => {
            Err(refused(scope))
        }
    }
}

fn refused(scope: &Scope<'_>) -> Failure {
    permissions::refused(
        scope.caller,
        scope.ledger.account,
        "Access recent sensitive verification results",
    )
}

fn levels(path: &str) -> usize {
    path.split('.').count()
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

fn needs_data(path: &str) -> Failure {
    let path = excerpt(path);
    Failure::invalid(format!(
        "This property cannot be expanded ({path}). You may want to try expanding 'data.{path}' instead."
    ))
}

fn does_not_exist(path: &str) -> Failure {
    Failure::invalid(format!(
        "This property cannot be expanded because it doesn't exist: {}.",
        excerpt(path)
    ))
}

/// For objects of which nothing is hidden but the fields named here.
pub(crate) fn plain(paths: &[&str], expandable: &[&str], fields: &[&str]) -> Result<(), Failure> {
    paths.iter().try_for_each(|path| {
        let first = path.split('.').next().unwrap_or_default();
        if levels(path) > MAX_LEVELS {
            Err(too_deep(path))
        } else if expandable.contains(&first) {
            Ok(())
        } else if fields.contains(&first) {
            Err(not_expandable(path))
        } else {
            Err(does_not_exist(path))
        }
    })
}

/// The same for lists of such objects.
pub(crate) fn plain_list(
    paths: &[&str],
    expandable: &[&str],
    fields: &[&str],
) -> Result<(), Failure> {
    paths
        .iter()
        .try_for_each(|path| match path.strip_prefix("data.") {
            Some(inner) => plain(&[inner], expandable, fields),
            None => Err(needs_data(path)),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(path: &str) -> Result<Shown, Failure> {
        let read = if path.starts_with("document") || path.starts_with("id_number") {
            REPORT.read_all(&[path], |path| REPORT.read(path))
        } else {
            SESSION.read_all(&[path], session_path)
        };
        read.map(|asked| asked.shown)
    }

    #[test]
    fn a_field_is_shown_with_its_parents() {
        for (path, expected) in [
            ("provided_details", Shown::PROVIDED_DETAILS),
            ("provided_details.x.y", Shown::PROVIDED_DETAILS),
            ("verified_outputs", Shown::OUTPUTS),
            (
                "verified_outputs.dob",
                Shown::OUTPUTS.with(Shown::OUTPUTS_DOB),
            ),
            ("verified_outputs.bogus", Shown::OUTPUTS),
            ("last_verification_report", Shown::REPORT),
            ("last_verification_report.selfie", Shown::REPORT),
            (
                "last_verification_report.document.number",
                Shown::REPORT.with(Shown::DOCUMENT_NUMBER),
            ),
            ("document.number", Shown::DOCUMENT_NUMBER),
            ("document.bogus", Shown::NONE),
        ] {
            assert_eq!(shown(path), Ok(expected), "{path}");
        }
    }

    #[test]
    fn other_paths_are_refused_in_the_apis_words() {
        for (path, expected) in [
            ("status", not_expandable("status")),
            ("options.document", not_expandable("options.document")),
            ("document", not_expandable("document")),
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
            assert_eq!(shown(path), Err(expected), "{path}");
        }
    }
}
