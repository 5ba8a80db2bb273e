//! Properties of metadata: the limits, and both wire forms.

use identity_types::{Clearable, CreateVerificationSession, Metadata};

/// Pairs are taken one by one as the limits say, and what was taken survives JSON and form.
pub fn metadata(pairs: &[(String, String)]) {
    let mut metadata = Metadata::new();
    let mut model: Vec<(&str, &str)> = Vec::new();
    for (key, value) in pairs {
        let known = model.iter().position(|(known, _)| known == key);
        let good_key = (1..=40).contains(&key.chars().count()) && !key.contains(['[', ']']);
        let good =
            good_key && value.chars().count() <= 500 && (known.is_some() || model.len() < 50);
        let taken = metadata.insert(key.as_str(), value.as_str());
        assert_eq!(taken.is_ok(), good, "{taken:?}");
        match known {
            Some(place) if good => model[place].1 = value,
            None if good => model.push((key, value)),
            _ => {}
        }
    }
    assert!(metadata.iter().eq(model.iter().copied()));
    assert!(metadata.validate().is_ok());

    let json = serde_json::to_string(&metadata).expect("metadata has a JSON form");
    assert_eq!(
        serde_json::from_str::<Metadata>(&json).ok().as_ref(),
        Some(&metadata)
    );
    check_form(metadata);
}

/// The parameters that carry the metadata survive the form.
fn check_form(metadata: Metadata) {
    let params = CreateVerificationSession::document().metadata(metadata.clone());
    let form = identity_form::to_string(&params).expect("the metadata keeps the limits");
    let read: CreateVerificationSession = identity_form::from_str(&form).expect("own bytes");
    // No pairs are no request to change any.
    let expected = (!metadata.is_empty()).then_some(Clearable::Set(metadata));
    assert_eq!(read.metadata, expected);
}
