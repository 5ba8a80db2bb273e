//! Images, uploads, links, and keys for phones.

use std::time::Duration;

use http::{Method, Request, StatusCode};
use identity_sandbox::{Disconnected, Sandbox};
use serde_json::{Value, json};

use crate::call::{Answer, SESSIONS, START, get, request, sandbox};
use crate::lifecycle::{call, create, post_to, retrieve};

/// A verified session with a selfie, and its report.
fn verified(sandbox: &Sandbox) -> (identity_types::VerificationSessionId, Value) {
    let id = create(
        sandbox,
        "type=document&options[document][require_matching_selfie]=true",
    );
    sandbox.verify(&id).unwrap();
    let report = retrieve(sandbox, &id)["last_verification_report"]
        .as_str()
        .unwrap()
        .to_owned();
    (
        id,
        get(
            sandbox,
            &format!("/v1/identity/verification_reports/{report}"),
        )
        .json(),
    )
}

/// The status, the type and the bytes behind a path or a whole address.
fn bytes(sandbox: &Sandbox, path: &str, key: Option<&str>) -> (u16, String, Vec<u8>) {
    use std::future::Future;
    use tower_service::Service;
    let mut request = Request::get(path);
    if let Some(key) = key {
        request = request.header("authorization", format!("Bearer {key}"));
    }
    let mut future = std::pin::pin!(sandbox.service().call(request.body(String::new()).unwrap()));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let std::task::Poll::Ready(answer) = future.as_mut().poll(&mut context) else {
        panic!("the service waited");
    };
    let answer: Result<_, Disconnected> = answer;
    let answer = answer.unwrap();
    let content_type = answer.headers()["content-type"]
        .to_str()
        .unwrap()
        .to_owned();
    (
        answer.status().as_u16(),
        content_type,
        answer.into_body().into_bytes().to_vec(),
    )
}

#[test]
fn images_are_real_have_their_size_and_go_with_a_redaction() {
    let sandbox = sandbox();
    let (id, report) = verified(&sandbox);
    let files = report["document"]["files"].as_array().unwrap();
    assert_eq!(files.len(), 2);
    assert_eq!(report["selfie"]["document"], files[0]);
    let selfie = report["selfie"]["selfie"].as_str().unwrap();
    let file = get(&sandbox, &format!("/v1/files/{selfie}"));
    assert_eq!(file.json()["purpose"], "selfie");
    assert_eq!(file.json()["type"], "png");
    let url = file.json()["url"].as_str().unwrap().to_owned();
    let (status, content_type, image) = bytes(&sandbox, &url, Some("sk_test_123"));
    assert_eq!((status, content_type.as_str()), (200, "image/png"));
    assert_eq!(file.json()["size"], image.len());
    assert!(image.starts_with(b"\x89PNG"));
    assert_eq!(bytes(&sandbox, &url, None).0, 401);
    assert_eq!(bytes(&sandbox, &url, Some("sk_test_other")).0, 404);

    let listed = |query: &str| {
        get(&sandbox, &format!("/v1/files?{query}")).json()["data"]
            .as_array()
            .unwrap()
            .len()
    };
    assert_eq!(listed(""), 3);
    assert_eq!(listed("purpose=selfie"), 1);
    call(&sandbox, &id, "/redact");
    sandbox.finish_redaction(&id).unwrap();
    assert_eq!(bytes(&sandbox, &url, Some("sk_test_123")).0, 404);
    assert_eq!(
        get(&sandbox, &format!("/v1/files/{selfie}")).status,
        StatusCode::OK
    );
}

#[test]
fn a_link_to_an_image_is_public_and_short() {
    let sandbox = sandbox();
    let (_, report) = verified(&sandbox);
    let file = report["document"]["files"][0].as_str().unwrap();
    let end = START.as_secs() + 30;
    let long = post_to(&sandbox, "/v1/file_links", &format!("file={file}"));
    assert_eq!(long.status, 400);
    let link = post_to(
        &sandbox,
        "/v1/file_links",
        &format!("file={file}&expires_at={end}&expand[]=file"),
    );
    assert_eq!(link.json()["file"]["id"], file);
    assert_eq!(link.json()["expired"], false);
    let url = link.json()["url"].as_str().unwrap().to_owned();
    assert_eq!(bytes(&sandbox, &url, None).0, 200);
    assert_eq!(bytes(&sandbox, &format!("{url}x"), None).0, 404);
    let shown = get(&sandbox, &format!("/v1/files/{file}")).json();
    assert_eq!(shown["links"]["data"][0]["id"], link.json()["id"]);
    sandbox.clock().advance(Duration::from_secs(30));
    assert_eq!(bytes(&sandbox, &url, None).0, 404);
    let path = format!("/v1/file_links/{}", link.json()["id"].as_str().unwrap());
    assert_eq!(get(&sandbox, &path).json()["expired"], true);
    assert_eq!(
        post_to(&sandbox, &path, "metadata[a]=1").message(),
        "You cannot update an expired file link."
    );
    let listed = |query: &str| {
        get(&sandbox, &format!("/v1/file_links?{query}")).json()["data"]
            .as_array()
            .unwrap()
            .len()
    };
    assert_eq!(
        [
            listed("expired=true"),
            listed("expired=false"),
            listed(&format!("file={file}"))
        ],
        [1, 0, 1]
    );
}

#[test]
fn an_upload_is_kept_as_it_came() {
    let sandbox = sandbox();
    let upload = |purpose: &str| -> Answer {
        let body = format!(
            "--b\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\n{purpose}\r\n--b\r\n\
             Content-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n%PDF-1.4 x\r\n--b\r\n\
             Content-Disposition: form-data; name=\"file_link_data[create]\"\r\n\r\ntrue\r\n--b--\r\n"
        );
        let request = request(Method::POST, "/v1/files")
            .header("content-type", "multipart/form-data; boundary=b");
        crate::call::send(&sandbox, request.body(body).unwrap()).unwrap()
    };
    let file = upload("identity_document").json();
    assert_eq!(
        (&file["filename"], &file["size"], &file["type"]),
        (&json!("a.pdf"), &json!(10), &json!("pdf"))
    );
    let link = file["links"]["data"][0]["url"].as_str().unwrap();
    assert_eq!(
        bytes(&sandbox, link, None),
        (200, "application/pdf".to_owned(), b"%PDF-1.4 x".to_vec())
    );
    assert!(
        upload("selfie")
            .message()
            .starts_with("Invalid purpose: must be one of")
    );
    assert_eq!(
        post_to(&sandbox, "/v1/files", "purpose=identity_document").message(),
        "Missing required param: file."
    );
    assert!(
        post_to(&sandbox, "/v1/files", "purpose=identity_document&file=x")
            .message()
            .contains("multipart")
    );
}

#[test]
fn a_link_can_be_changed_until_it_ends() {
    let sandbox = sandbox();
    let body = "--b\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nidentity_document\r\n--b\r\n\
        Content-Disposition: form-data; name=\"file\"; filename=\"\"\r\n\r\nx\r\n--b--\r\n";
    let upload = request(Method::POST, "/v1/files")
        .header("content-type", "multipart/form-data; boundary=b");
    let file = crate::call::send(&sandbox, upload.body(body.to_owned()).unwrap())
        .unwrap()
        .json();
    let file = file["id"].as_str().unwrap();
    let link = post_to(
        &sandbox,
        "/v1/file_links",
        &format!("file={file}&metadata[a]=1"),
    )
    .json();
    assert_eq!(link["expires_at"], Value::Null);
    let path = format!("/v1/file_links/{}", link["id"].as_str().unwrap());
    let later = START.as_secs() + 60;
    let changed = post_to(
        &sandbox,
        &path,
        &format!("expires_at={later}&metadata[b]=2"),
    )
    .json();
    assert_eq!(changed["metadata"], json!({"a": "1", "b": "2"}));
    assert_eq!(changed["expires_at"], later);
    assert_eq!(
        post_to(&sandbox, &path, "expires_at=").json()["expires_at"],
        Value::Null
    );
    assert_eq!(post_to(&sandbox, &path, "expires_at=1").status, 400);
    assert_eq!(post_to(&sandbox, &path, "expires_at=soon").status, 400);
    assert_eq!(
        post_to(&sandbox, &path, "expires_at=now").json()["expired"],
        true
    );
}

#[test]
fn an_ephemeral_key_names_its_session_and_its_version() {
    let sandbox = sandbox();
    let id = create(&sandbox, "type=document");
    let make = |form: String, version: bool| {
        let mut request = request(Method::POST, "/v1/ephemeral_keys");
        if version {
            request = request.header("stripe-version", "2020-08-27;identity_client_api=v7");
        }
        crate::call::send(&sandbox, request.body(form).unwrap()).unwrap()
    };
    let form = format!("verification_session={id}");
    assert_eq!(make(form.clone(), false).status, 400);
    assert_eq!(make(String::new(), true).status, 403);
    let unknown = make("verification_session=vs_1".to_owned(), true);
    assert_eq!(unknown.error().1["code"], "resource_missing");
    let key = make(form, true).json();
    assert!(key["secret"].as_str().unwrap().starts_with("ek_test_"));
    assert_eq!(key["expires"], START.as_secs() + 3600);
    let path = format!("/v1/ephemeral_keys/{}", key["id"].as_str().unwrap());
    let delete = || {
        let request = request(Method::DELETE, &path).body(String::new()).unwrap();
        crate::call::send(&sandbox, request).unwrap()
    };
    assert_eq!(delete().json()["id"], key["id"]);
    assert_eq!(delete().status, 404);
    assert_eq!(get(&sandbox, SESSIONS).status, 200);
}
