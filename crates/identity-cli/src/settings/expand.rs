//! `--expand`: hidden parts by friendly names.

/// The API's path for what was typed: several with commas, the common ones by a short name.
pub(crate) fn paths(typed: &[String]) -> Vec<String> {
    let parts = typed.iter().flat_map(|text| text.split(','));
    parts
        .map(|part| match part {
            "report" => "last_verification_report".to_owned(),
            "outputs" => "verified_outputs".to_owned(),
            "details" => "provided_details".to_owned(),
            other => other.to_owned(),
        })
        .collect()
}

/// As in [`paths`], for the items of a list.
pub(crate) fn in_list(typed: &[String]) -> Vec<String> {
    let paths = paths(typed).into_iter();
    paths
        .map(|path| {
            if path.starts_with("data.") || path == "data" || path.is_empty() {
                path
            } else {
                format!("data.{path}")
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_names_stand_for_paths() {
        let typed = [
            "outputs,report".to_owned(),
            "verified_outputs.dob".to_owned(),
        ];
        assert_eq!(
            paths(&typed),
            [
                "verified_outputs",
                "last_verification_report",
                "verified_outputs.dob"
            ]
        );
        assert_eq!(in_list(&typed)[0], "data.verified_outputs");
        assert_eq!(in_list(&["data.x".to_owned()]), ["data.x"]);
    }
}
