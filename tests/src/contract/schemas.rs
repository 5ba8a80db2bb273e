//! The schemas of a document, compiled when they are first needed.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex};

use jsonschema::Validator;
use serde_json::Value;

/// Schemas by their place in the document.
pub(super) struct Schemas {
    document: Value,
    compiled: Mutex<BTreeMap<String, Arc<Validator>>>,
}

impl Schemas {
    pub(super) fn new(document: &Value) -> Self {
        Self {
            document: document.clone(),
            compiled: Mutex::default(),
        }
    }

    /// What is wrong with a value: a line each, with the place in it.
    pub(super) fn faults(&self, pointer: &str, value: &Value) -> Vec<String> {
        let validator = self.validator(pointer);
        validator
            .iter_errors(value)
            .map(|error| format!("at `{}`: {error}", error.instance_path()))
            .collect()
    }

    fn validator(&self, pointer: &str) -> Arc<Validator> {
        let mut compiled = self.compiled.lock().expect("not poisoned");
        let validator = compiled
            .entry(pointer.to_owned())
            .or_insert_with(|| Arc::new(self.compile(pointer)));
        Arc::clone(validator)
    }

    /// A schema that is nothing but a reference, at the root of the document that it refers to.
    fn compile(&self, pointer: &str) -> Validator {
        let mut root = self.document.clone();
        let fragment = pointer.replace('{', "%7B").replace('}', "%7D");
        root["$ref"] = Value::from(format!("#{fragment}"));
        jsonschema::draft202012::new(&root).expect("a schema")
    }
}

impl fmt::Debug for Schemas {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Schemas")
    }
}
