//! Which operation of a document a request is for.

use std::collections::BTreeSet;

use http::Method;
use serde_json::Value;

/// One operation.
#[derive(Debug)]
pub(super) struct Operation<'a> {
    pub(super) value: &'a Value,
    /// Where it stands in the document.
    pub(super) pointer: String,
    /// `GET /v1/events/{id}`.
    pub(super) name: String,
}

const METHODS: [&str; 6] = ["delete", "get", "head", "patch", "post", "put"];

/// The operation for a method and a path, which may have a query. `HEAD` goes where `GET` goes, and
/// slashes in a row count as one, as the API has it.
pub(super) fn find<'a>(document: &'a Value, method: &Method, path: &str) -> Option<Operation<'a>> {
    let mut path = path.split(['?', '#']).next().unwrap_or_default().to_owned();
    while path.contains("//") {
        path = path.replace("//", "/");
    }
    let wanted = match method.as_str() {
        "HEAD" => "get".to_owned(),
        other => other.to_ascii_lowercase(),
    };
    let paths = document["paths"].as_object()?;
    // A path without ids is nearer than one that has an id in the same place.
    let mut found: Vec<&String> = paths
        .keys()
        .filter(|template| matches(template, &path))
        .collect();
    found.sort_by_key(|template| template.matches('{').count());
    let template = found
        .into_iter()
        .find(|template| paths[*template][&wanted].is_object())?;
    Some(Operation {
        value: &paths[template][&wanted],
        pointer: format!(
            "/paths/{}/{wanted}",
            template.replace('~', "~0").replace('/', "~1")
        ),
        name: format!("{} {template}", wanted.to_ascii_uppercase()),
    })
}

/// The name of every operation.
pub(super) fn all(document: &Value) -> BTreeSet<String> {
    let paths = document["paths"].as_object().into_iter().flatten();
    paths
        .flat_map(|(template, item)| {
            let methods = METHODS.iter().filter(|method| item[**method].is_object());
            methods.map(move |method| format!("{} {template}", method.to_ascii_uppercase()))
        })
        .collect()
}

fn matches(template: &str, path: &str) -> bool {
    let (mut wanted, mut given) = (template.split('/'), path.split('/'));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return true,
            (Some(id), Some(segment)) if id.starts_with('{') => {
                if segment.is_empty() {
                    return false;
                }
            }
            (Some(left), Some(right)) if left == right => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_finds_its_operation() {
        let document = serde_json::json!({"paths": {
            "/v1/a": {"get": {}, "post": {}},
            "/v1/a/{id}": {"get": {}},
            "/v1/a/new": {"get": {}},
        }});
        for (method, path, name) in [
            (Method::GET, "/v1/a", Some("GET /v1/a")),
            (Method::HEAD, "/v1/a?limit=1", Some("GET /v1/a")),
            (Method::GET, "//v1///a", Some("GET /v1/a")),
            (Method::POST, "/v1/a", Some("POST /v1/a")),
            (Method::GET, "/v1/a/b", Some("GET /v1/a/{id}")),
            (Method::GET, "/v1/a/new", Some("GET /v1/a/new")),
            (Method::POST, "/v1/a/b", None),
            (Method::GET, "/v1/a/", None),
            (Method::GET, "/v1/a/b/c", None),
        ] {
            let found = find(&document, &method, path).map(|operation| operation.name);
            assert_eq!(found.as_deref(), name, "{method} {path}");
        }
        assert_eq!(all(&document).len(), 4);
    }
}
