//! [`Kind`]: which columns a list of objects has.

use identity_types::{Extra, Timestamp, Value};

/// What an object is, by its `object` member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Session,
    Report,
    Event,
    Endpoint,
    FileLink,
    Timeline,
    Explained,
    Setting,
    Image,
    Journal,
    Delivery,
    Rule,
    Fault,
    Overview,
    Other,
}

impl Kind {
    pub(crate) fn of(object: &Extra) -> Self {
        match text(object, "object").as_deref() {
            Some("identity.verification_session") => Self::Session,
            Some("identity.verification_report") => Self::Report,
            Some("event") => Self::Event,
            Some("webhook_endpoint") => Self::Endpoint,
            Some("file_link") => Self::FileLink,
            Some("timeline_entry") => Self::Timeline,
            Some("explained") => Self::Explained,
            Some("setting") => Self::Setting,
            Some("report_image") => Self::Image,
            Some(_) => Self::Other,
            None => Self::of_the_control_api(object),
        }
    }

    /// Its objects do not say what they are; each has a member that no other has.
    fn of_the_control_api(object: &Extra) -> Self {
        let has = |name: &str| object.get(name).is_some();
        [
            ("request_id", Self::Journal),
            ("delivered", Self::Delivery),
            ("mishap", Self::Rule),
            ("hits", Self::Fault),
            ("redaction", Self::Overview),
        ]
        .into_iter()
        .find(|(name, _)| has(name))
        .map_or(Self::Other, |(_, kind)| kind)
    }

    /// What the names of `-o env` begin with.
    pub(crate) const fn prefix(self) -> &'static str {
        match self {
            Self::Session => "SESSION",
            Self::Report => "REPORT",
            Self::Event => "EVENT",
            Self::Endpoint => "ENDPOINT",
            Self::FileLink => "FILE_LINK",
            Self::Timeline => "ENTRY",
            Self::Explained => "CODE",
            Self::Setting => "SETTING",
            Self::Image => "IMAGE",
            Self::Journal => "ENTRY",
            Self::Delivery => "DELIVERY",
            Self::Rule => "RULE",
            Self::Fault => "FAULT",
            Self::Overview => "SESSION",
            Self::Other => "OBJECT",
        }
    }

    /// Column names and the path of each value.
    const fn paths(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Session => &[
                ("id", "id"),
                ("status", "status"),
                ("type", "type"),
                ("created", "created"),
                ("reference", "client_reference_id"),
                ("last_error", "last_error.code"),
                ("report", "last_verification_report"),
            ],
            Self::Report => &[
                ("id", "id"),
                ("type", "type"),
                ("created", "created"),
                ("session", "verification_session"),
                ("document", "document.status"),
                ("selfie", "selfie.status"),
                ("id_number", "id_number.status"),
            ],
            Self::Event => &[
                ("id", "id"),
                ("type", "type"),
                ("created", "created"),
                ("about", "data.object.id"),
                ("status", "data.object.status"),
            ],
            Self::Endpoint => &[
                ("id", "id"),
                ("status", "status"),
                ("url", "url"),
                ("created", "created"),
                ("events", "enabled_events"),
            ],
            Self::FileLink => &[
                ("id", "id"),
                ("file", "file"),
                ("created", "created"),
                ("expires", "expires_at"),
            ],
            Self::Timeline => &[
                ("created", "created"),
                ("what", "what"),
                ("id", "id"),
                ("detail", "detail"),
            ],
            Self::Explained => &[("code", "code"), ("kind", "kind"), ("meaning", "meaning")],
            Self::Setting => &[("setting", "id"), ("value", "value"), ("source", "source")],
            Self::Image => &[
                ("kind", "kind"),
                ("file", "id"),
                ("path", "path"),
                ("link", "link.url"),
            ],
            Self::Journal => &[
                ("number", "number"),
                ("created", "time"),
                ("method", "method"),
                ("path", "path"),
                ("status", "status"),
                ("code", "code"),
                ("request", "request_id"),
            ],
            Self::Delivery => &[
                ("event", "event"),
                ("type", "type"),
                ("endpoint", "endpoint"),
                ("delivered", "delivered"),
                ("held", "held"),
                ("next", "next_attempt"),
            ],
            Self::Rule => &[
                ("mishap", "mishap"),
                ("on", "on"),
                ("times", "times"),
                ("percent", "percent"),
            ],
            Self::Fault => &[
                ("id", "id"),
                ("fault", "fault"),
                ("on", "on"),
                ("seen", "seen"),
                ("hits", "hits"),
            ],
            Self::Overview => &[
                ("id", "id"),
                ("account", "account"),
                ("created", "created"),
                ("status", "status"),
                ("attempts", "attempts"),
                ("last_error", "last_error"),
                ("redaction", "redaction"),
            ],
            Self::Other => &[("id", "id"), ("object", "object"), ("created", "created")],
        }
    }

    pub(crate) fn columns(self) -> Vec<&'static str> {
        self.paths().iter().map(|(name, _)| *name).collect()
    }

    /// The values of an object, a column each.
    pub(crate) fn cells(self, object: &Extra) -> Vec<String> {
        self.paths()
            .iter()
            .map(|(name, path)| {
                at(object, path).map_or_else(String::new, |value| shown(name, value))
            })
            .collect()
    }
}

/// The value at a path of names with dots between.
pub(super) fn at<'a>(object: &'a Extra, path: &str) -> Option<&'a Value> {
    let mut names = path.split('.');
    let mut value = object.get(names.next()?)?;
    for name in names {
        let Value::Object(inner) = value else {
            return None;
        };
        value = inner.get(name)?;
    }
    Some(value)
}

pub(super) fn text(object: &Extra, path: &str) -> Option<String> {
    at(object, path).and_then(Value::as_str).map(str::to_owned)
}

/// A value in a cell: times as times, an expanded object by its id, a list with blanks between.
fn shown(column: &str, value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Integer(seconds) if ["created", "expires", "next"].contains(&column) => {
            Timestamp::from_secs(*seconds).to_string()
        }
        Value::Object(inner) => {
            text(inner, "id").unwrap_or_else(|| serde_json::to_string(inner).unwrap_or_default())
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| shown(column, item)).collect();
            items.join(" ")
        }
        other => serde_json::to_string(other).unwrap_or_default(),
    }
}
