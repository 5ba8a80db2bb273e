//! One JSON text of each object with every member that the API documents, in the API's order.
//! Line breaks stand between members, and no string has a blank.

/// Name of the type, and its JSON.
pub(crate) const OBJECTS: &[(&str, &str)] = &[
    ("VerificationSession", SESSION),
    ("VerificationReport", REPORT),
    ("File", FILE),
    ("FileLink", FILE_LINK),
    ("Event", EVENT),
    ("ThinEvent", THIN_EVENT),
    ("EphemeralKey", EPHEMERAL_KEY),
    ("WebhookEndpoint", WEBHOOK_ENDPOINT),
    ("DeletedObject", DELETED),
    ("ApiError", ERROR),
    ("List", LIST),
];

/// Calls the generic function with the type that `$name` names.
macro_rules! with_type_named {
    ($name:expr, $use:ident($($argument:expr),*)) => {
        match $name {
            "VerificationSession" => $use::<identity_types::VerificationSession>($($argument),*),
            "VerificationReport" => $use::<identity_types::VerificationReport>($($argument),*),
            "File" => $use::<identity_types::File>($($argument),*),
            "FileLink" => $use::<identity_types::FileLink>($($argument),*),
            "Event" => $use::<identity_types::Event>($($argument),*),
            "ThinEvent" => $use::<identity_types::ThinEvent>($($argument),*),
            "EphemeralKey" => $use::<identity_types::EphemeralKey>($($argument),*),
            "WebhookEndpoint" => $use::<identity_types::WebhookEndpoint>($($argument),*),
            "DeletedObject" => $use::<identity_types::DeletedObject>($($argument),*),
            "ApiError" => $use::<identity_types::ApiError>($($argument),*),
            "List" => $use::<identity_types::List<identity_types::VerificationSession>>($($argument),*),
            other => panic!("no type is named {other}"),
        }
    };
}

pub(crate) use with_type_named;

/// Expanded all the way: every hidden field is there, and the report is an object.
pub(crate) const SESSION: &str = r#"{
"id":"vs_1QabcdEfGhIjKlMnOpQrStUv","object":"identity.verification_session","client_reference_id":"user-4211",
"client_secret":"vs_1QabcdEfGhIjKlMnOpQrStUv_secret_test_abc","created":1790000000,
"last_error":{"code":"selfie_face_mismatch","reason":"The-face-differs."},
"last_verification_report":{"id":"vr_1Nested","object":"identity.verification_report","client_reference_id":null,
"created":1790000100,"livemode":false,"type":"document","verification_session":"vs_1QabcdEfGhIjKlMnOpQrStUv"},
"livemode":false,"metadata":{"user_id":"usr_9","tier":"gold"},
"options":{"document":{"allowed_types":["driving_license","id_card","passport"],"require_id_number":true,
"require_live_capture":true,"require_matching_selfie":true},"email":{"require_verification":true},"id_number":{},
"matching":{"dob":"similar","name":"none"},"phone":{"require_verification":false}},
"provided_details":{"email":"jenny@example.com","phone":"+15550001111"},
"redaction":{"status":"processing"},"related_customer":"cus_1","related_customer_account":"acct_1",
"related_person":{"account":"acct_2","person":"person_1"},"status":"requires_input","type":"document",
"url":"https://verify.stripe.com/start/test_abc","verification_flow":"vf_1",
"verified_outputs":{"address":{"city":"Berlin","country":"DE","line1":"Weg-1","line2":"Hof","postal_code":"10115",
"state":"BE"},"dob":{"day":21,"month":7,"year":1990},"email":"jenny@example.org","first_name":"Jenny",
"id_number":"000000001","id_number_type":"us_ssn","last_name":"Rosen","phone":"+15550002222","sex":"female",
"unparsed_place_of_birth":"Ulm","unparsed_sex":"F"}}"#;

pub(crate) const REPORT: &str = r#"{
"id":"vr_1QabcdEfGhIjKlMnOpQrStUv","object":"identity.verification_report","client_reference_id":"user-4211",
"created":1790000100,"document":{"address":{"city":"Bonn","country":"DE","line1":"Gasse-2","line2":null,
"postal_code":"53111","state":"NW"},"dob":{"day":22,"month":8,"year":1991},
"error":{"code":"document_expired","reason":"It-has-expired."},"expiration_date":{"day":23,"month":9,"year":2031},
"files":["file_1Front","file_1Back"],"first_name":"Jenny","issued_date":{"day":24,"month":10,"year":2021},
"issuing_country":"DE","last_name":"Rosen","number":"L01X00T47","sex":"unknown","status":"unverified",
"type":"id_card","unparsed_place_of_birth":"Ulm","unparsed_sex":"X"},
"email":{"email":"jenny@example.com","error":{"code":"email_verification_declined","reason":"No-mail."},
"status":"unverified"},"id_number":{"dob":{"day":25,"month":11,"year":1992},
"error":{"code":"id_number_mismatch","reason":"No-match."},"first_name":"Jen","id_number":"000000002",
"id_number_type":"br_cpf","last_name":"Rose","status":"unverified"},"livemode":true,
"options":{"document":{"allowed_types":["passport"],"require_id_number":false,"require_live_capture":false,
"require_matching_selfie":false},"id_number":{}},
"phone":{"error":{"code":"phone_unverified_other","reason":"No-call."},"phone":"+15550003333","status":"unverified"},
"selfie":{"document":"file_1Front","error":{"code":"selfie_manipulated","reason":"Not-a-face."},
"selfie":"file_1Face","status":"unverified"},"type":"verification_flow","verification_flow":"vf_1",
"verification_session":"vs_1QabcdEfGhIjKlMnOpQrStUv"}"#;

pub(crate) const FILE: &str = r#"{
"id":"file_1Front","object":"file","created":1790000050,"expires_at":1790086450,"filename":"jenny.png",
"links":{"object":"list","data":[{"id":"link_1","object":"file_link","created":1790000200,"expired":false,
"expires_at":1790000230,"file":"file_1Front","livemode":false,"metadata":{},
"url":"https://files.stripe.com/links/a"}],"has_more":false,"url":"/v1/file_links?file=file_1Front"},
"purpose":"identity_document_downloadable","size":9863,"title":"Jennys-card","type":"png",
"url":"https://files.stripe.com/v1/files/file_1Front/contents"}"#;

pub(crate) const FILE_LINK: &str = r#"{
"id":"link_1","object":"file_link","created":1790000200,"expired":true,"expires_at":1790000230,
"file":{"id":"file_1Front","object":"file","created":1790000050,"expires_at":null,"filename":"jenny.png",
"purpose":"selfie","size":12,"title":null,"type":"jpg","url":null},"livemode":true,"metadata":{"k":"v"},
"url":"https://files.stripe.com/links/b"}"#;

pub(crate) const EVENT: &str = r#"{
"id":"evt_1QabcdEfGhIjKlMnOpQrStUv","object":"event","account":"acct_1","api_version":"2026-10-28.endive",
"context":"acct_1/acct_2","created":1790000300,"data":{"object":{"id":"vs_1","object":"identity.verification_session",
"client_reference_id":"user-4211","client_secret":"vs_1_secret_test_abc","created":1789999000,"last_error":null,
"last_verification_report":"vr_1","livemode":false,"metadata":{},"options":{},"redaction":null,
"related_customer":null,"related_customer_account":null,"status":"verified","type":"document",
"url":"https://verify.stripe.com/start/test_abc"},"previous_attributes":{"status":"processing"}},
"livemode":false,"pending_webhooks":1,"request":{"id":"req_1","idempotency_key":"signup-4211"},
"type":"identity.verification_session.verified"}"#;

pub(crate) const THIN_EVENT: &str = r#"{
"id":"evt_test_1","object":"v2.core.event","context":"acct_1","created":"2026-09-30T10:00:00.123Z","livemode":false,
"related_object":{"id":"vs_1","type":"identity.verification_session","url":"/v1/identity/verification_sessions/vs_1"},
"type":"v1.identity.verification_session.redacted"}"#;

pub(crate) const EPHEMERAL_KEY: &str = r#"{
"id":"ephkey_1","object":"ephemeral_key","created":1790000000,"expires":1790003600,"livemode":false,
"secret":"ek_test_abc"}"#;

pub(crate) const WEBHOOK_ENDPOINT: &str = r#"{
"id":"we_1","object":"webhook_endpoint","api_version":"2026-10-28.endive","application":"ca_1","created":1790000000,
"description":"Jennys-hook","enabled_events":["*","identity.verification_session.redacted"],"livemode":false,
"metadata":{"k":"v"},"secret":"whsec_abc","status":"enabled","url":"https://user:word@example.com/hooks"}"#;

pub(crate) const DELETED: &str = r#"{"id":"we_1","object":"webhook_endpoint","deleted":true}"#;

pub(crate) const ERROR: &str = r#"{
"code":"email_invalid","doc_url":"https://stripe.com/docs/error-codes/email-invalid",
"message":"Invalid-email-address:jenny","param":"provided_details[email]",
"request_log_url":"https://dashboard.stripe.com/test/logs/req_1?t=1790000000","type":"invalid_request_error"}"#;

pub(crate) const LIST: &str = r#"{
"object":"list","data":[{"id":"vs_1","object":"identity.verification_session","client_reference_id":null,
"client_secret":null,"created":1789999000,"last_error":null,"last_verification_report":null,"livemode":false,
"metadata":{},"options":null,"redaction":null,"related_customer":null,"related_customer_account":null,
"status":"canceled","type":"id_number","url":null}],"has_more":true,"url":"/v1/identity/verification_sessions"}"#;
