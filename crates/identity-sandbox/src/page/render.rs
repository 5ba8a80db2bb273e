//! The pages as HTML, and the headers that keep them to themselves.

use askama::Template;
use http::{HeaderName, HeaderValue, Response, StatusCode, header};
use identity_types::LastErrorCode;

use super::choice::{Form, Kind, LONGEST_DELAY, USUAL_DELAY};
use super::visit::Visit;
use crate::body::Body;
use crate::checks::{Check, Checks};

/// The form.
#[derive(Debug, Template)]
#[template(path = "choose.html")]
pub(super) struct Chooser<'a> {
    session: &'a str,
    checks: String,
    action: &'a str,
    form_token: &'a str,
    /// Where the answer to the form may lead.
    return_url: Option<&'a str>,
    /// Why the last choice was not carried out.
    problem: Option<&'a str>,
    choices: Vec<Button>,
    groups: Vec<Group>,
    chosen_code: String,
    longest_delay: u32,
    delay: u32,
}

/// A radio button.
#[derive(Debug)]
struct Button {
    value: &'static str,
    label: &'static str,
    effect: &'static str,
    checked: bool,
}

/// The reasons of one check.
#[derive(Debug)]
struct Group {
    label: &'static str,
    enabled: bool,
    codes: Vec<&'static str>,
}

/// A page that says something and asks nothing.
#[derive(Debug, Template)]
#[template(path = "told.html")]
pub(super) struct Told {
    pub(super) title: &'static str,
    pub(super) sentence: &'static str,
}

impl<'a> Chooser<'a> {
    pub(super) fn new(visit: &'a Visit, action: &'a str) -> Self {
        let armed = visit.armed.then_some(Kind::Armed);
        let chosen = armed.unwrap_or(Kind::Verify);
        let kinds = armed.into_iter().chain(Kind::ALWAYS);
        Self {
            session: &visit.id,
            checks: named(visit.checks),
            action,
            form_token: &visit.form_token,
            return_url: visit.return_url.as_deref(),
            problem: None,
            choices: kinds.map(|kind| Button::new(kind, chosen)).collect(),
            groups: groups(visit.checks),
            chosen_code: usual_code(visit.checks),
            longest_delay: LONGEST_DELAY,
            delay: USUAL_DELAY,
        }
    }

    /// The form again, as it was filled in, and why it was not carried out.
    pub(super) fn again(mut self, form: Option<&Form>, problem: &'a str) -> Self {
        self.problem = Some(problem);
        let Some(form) = form else { return self };
        if let Some(chosen) = form.outcome {
            for button in &mut self.choices {
                button.checked = button.value == chosen.value();
            }
        }
        if let Ok(code) = form.code() {
            code.as_str().clone_into(&mut self.chosen_code);
        }
        self.delay = form.seconds().unwrap_or(USUAL_DELAY);
        self
    }

    /// The page.
    pub(super) fn respond(&self, status: StatusCode) -> Response<Body> {
        page(status, self, self.return_url)
    }
}

impl Button {
    fn new(kind: Kind, chosen: Kind) -> Self {
        Self {
            value: kind.value(),
            label: kind.label(),
            effect: kind.effect(),
            checked: kind == chosen,
        }
    }
}

impl Told {
    pub(super) fn respond(&self, status: StatusCode) -> Response<Body> {
        page(status, self, None)
    }
}

/// The stylesheet that all pages share.
pub(super) fn style() -> Response<Body> {
    let css = include_str!("../../templates/page.css");
    let mut response = Response::new(Body::new(css));
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/css; charset=utf-8"),
    );
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    response
}

/// Any page. A template cannot fail: it writes texts into memory.
fn page(status: StatusCode, template: &impl Template, return_url: Option<&str>) -> Response<Body> {
    let html = template.render().unwrap_or_default();
    let mut response = Response::new(Body::new(html));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    if let Ok(policy) = HeaderValue::from_str(&policy(return_url)) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    for (name, value) in [
        // The link is a secret: it is not kept, and it is not told to where the person goes next.
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Nothing but the page's own style, and forms that lead back here, or on to `return_url`: browsers ask
/// `form-action` for every step of a redirect.
fn policy(return_url: Option<&str>) -> String {
    let origin = return_url.and_then(origin).unwrap_or_default();
    format!(
        "default-src 'none'; style-src 'self'; form-action 'self' {origin}; base-uri 'none'; frame-ancestors 'none'"
    )
}

/// Scheme, host and port, where they are plain enough for a policy.
fn origin(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let origin = &url[..url.len() - rest.len() + end];
    let plain = |c: char| c.is_ascii_alphanumeric() || ":/.-_[]".contains(c);
    origin.chars().all(plain).then_some(origin)
}

/// `document and selfie`
fn named(checks: Checks) -> String {
    let names: Vec<&str> = SECTIONS
        .into_iter()
        .filter(|check| checks.has(*check))
        .map(Check::as_str)
        .collect();
    match names.as_slice() {
        [] => "nothing".to_owned(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

const SECTIONS: [Check; 5] = [
    Check::Document,
    Check::Selfie,
    Check::IdNumber,
    Check::Email,
    Check::Phone,
];

fn groups(checks: Checks) -> Vec<Group> {
    let mut groups = vec![Group::new(None, true)];
    groups.extend(SECTIONS.map(|check| Group::new(Some(check), checks.has(check))));
    groups
}

impl Group {
    fn new(check: Option<Check>, enabled: bool) -> Self {
        let codes = LastErrorCode::KNOWN.iter().copied();
        Self {
            label: check.map_or("before anything is submitted", Check::as_str),
            enabled,
            codes: codes
                .filter(|code| Check::of(&(*code).into()) == check)
                .collect(),
        }
    }
}

/// What fails most: the first check's own catch-all.
fn usual_code(checks: Checks) -> String {
    let code = match SECTIONS.into_iter().find(|check| checks.has(*check)) {
        Some(Check::Document) => LastErrorCode::DocumentUnverifiedOther,
        Some(Check::Selfie) => LastErrorCode::SelfieUnverifiedOther,
        Some(Check::IdNumber) => LastErrorCode::IdNumberUnverifiedOther,
        Some(Check::Email) => LastErrorCode::EmailUnverifiedOther,
        Some(Check::Phone) => LastErrorCode::PhoneUnverifiedOther,
        None => LastErrorCode::Abandoned,
    };
    code.as_str().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chooser(checks: Checks) -> Chooser<'static> {
        Chooser {
            session: "vs_1",
            checks: named(checks),
            action: "/start/x",
            form_token: "y",
            return_url: None,
            problem: None,
            choices: Kind::ALWAYS
                .map(|kind| Button::new(kind, Kind::Fail))
                .into(),
            groups: groups(checks),
            chosen_code: usual_code(checks),
            longest_delay: LONGEST_DELAY,
            delay: USUAL_DELAY,
        }
    }

    #[test]
    fn values_cannot_leave_their_place() {
        let hostile = "\"><script>alert('x')</script>&";
        let page = Chooser {
            session: hostile,
            checks: hostile.to_owned(),
            action: hostile,
            form_token: hostile,
            problem: Some(hostile),
            chosen_code: hostile.to_owned(),
            ..chooser(Checks::ALL)
        };
        let html = page.render().unwrap();
        assert!(
            !html.contains("<script") && !html.contains("alert('x')"),
            "{html}"
        );
    }

    #[test]
    fn all_codes_are_there_and_those_without_a_check_cannot_be_chosen() {
        let mut checks = Checks::NONE;
        checks.document = true;
        let html = chooser(checks).render().unwrap();
        assert_eq!(html.matches("<option value=").count(), 19);
        assert_eq!(html.matches("<optgroup label=").count(), 6);
        assert_eq!(html.matches(" disabled>").count(), 4);
        assert!(html.contains("checks document."));
        assert!(html.contains("value=\"document_unverified_other\" selected>"));
        assert_eq!(html.matches(" checked").count(), 1);
    }

    #[test]
    fn a_policy_names_plain_origins_only() {
        for (url, found) in [
            ("https://example.com/done?x=1", Some("https://example.com")),
            ("http://127.0.0.1:80", Some("http://127.0.0.1:80")),
            ("https://[::1]:1/", Some("https://[::1]:1")),
            ("https://a.example; script-src *", None),
            ("https://user@example.com/", None),
            ("https://exämple.com/", None),
            ("example.com", None),
        ] {
            assert_eq!(origin(url), found, "{url}");
        }
    }

    /// WCAG asks for 4.5 to 1 for text, and for 3 to 1 for the outlines of controls.
    #[test]
    fn colours_are_far_enough_apart() {
        let css = include_str!("../../templates/page.css");
        for (front, back, least) in [
            ("#1a1f36", "#fff", 4.5),
            ("#414a5e", "#fff", 4.5),
            ("#fff", "#8a3c00", 4.5),
            ("#fff", "#2a4bd0", 4.5),
            ("#8c1414", "#fdf0f0", 4.5),
            ("#6b7488", "#fff", 3.0),
            ("#2a4bd0", "#f6f8fa", 3.0),
        ] {
            assert!(
                css.contains(front) && css.contains(back),
                "{front} on {back}"
            );
            let (front_light, back_light) = (luminance(front), luminance(back));
            let ratio = (front_light.max(back_light) + 0.05) / (front_light.min(back_light) + 0.05);
            assert!(ratio >= least, "{front} on {back}: {ratio:.2}");
        }
    }

    fn luminance(colour: &str) -> f64 {
        let digits = match colour.trim_start_matches('#') {
            short if short.len() == 3 => short.chars().flat_map(|c| [c, c]).collect(),
            long => long.to_owned(),
        };
        let part = |at: usize| {
            let value = f64::from(u8::from_str_radix(&digits[at..at + 2], 16).unwrap()) / 255.0;
            if value <= 0.04045 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * part(0) + 0.7152 * part(2) + 0.0722 * part(4)
    }
}
