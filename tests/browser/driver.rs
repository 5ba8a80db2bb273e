//! Chromium, driven through chromedriver by the few words of WebDriver that the tests need.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::{Value, json};

/// What chromedriver prints when it answers, in front of its port.
const READY: &str = "started successfully on port ";
/// The name of an element's id in WebDriver.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A browser with a profile of its own. All of it ends with the value.
pub(crate) struct Browser {
    driver: Child,
    port: u16,
    session: String,
    profile: PathBuf,
}

impl Browser {
    /// Starts one that runs no script of any page.
    pub(crate) fn start() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let profile =
            std::env::temp_dir().join(format!("chromium-{}-{number}", std::process::id()));
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver is installed: apt-get install chromium chromium-driver");
        let port = port(&mut driver);
        let mut browser = Self {
            driver,
            port,
            session: String::new(),
            profile,
        };
        let made = browser.send("POST", "/session", &capabilities(&browser.profile));
        browser.session = made["sessionId"].as_str().expect("a session").to_owned();
        browser
    }

    /// Goes to a page and waits until it is loaded.
    pub(crate) fn open(&self, url: &str) {
        self.post("/url", &json!({"url": url}));
    }

    /// Where it is.
    pub(crate) fn url(&self) -> String {
        text(&self.get("/url"))
    }

    /// What the window is called.
    pub(crate) fn title(&self) -> String {
        text(&self.get("/title"))
    }

    /// The first element for a selector, waited for if it is not there yet.
    pub(crate) fn find(&self, css: &str) -> Element<'_> {
        let found = self.post("/element", &json!({"using": "css selector", "value": css}));
        Element::new(self, &found)
    }

    /// Every element for a selector, in the order of the page.
    pub(crate) fn all(&self, css: &str) -> Vec<Element<'_>> {
        let found = self.post("/elements", &json!({"using": "css selector", "value": css}));
        let found = found.as_array().expect("a list");
        found.iter().map(|one| Element::new(self, one)).collect()
    }

    /// The element that the keyboard acts on.
    pub(crate) fn focused(&self) -> Element<'_> {
        Element::new(self, &self.get("/element/active"))
    }

    fn get(&self, path: &str) -> Value {
        self.send(
            "GET",
            &format!("/session/{}{path}", self.session),
            &Value::Null,
        )
    }

    fn post(&self, path: &str, body: &Value) -> Value {
        self.send("POST", &format!("/session/{}{path}", self.session), body)
    }

    /// One command; the driver answers when it is carried out.
    fn send(&self, method: &str, path: &str, body: &Value) -> Value {
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let mut stream =
            TcpStream::connect(("127.0.0.1", self.port)).expect("chromedriver answers");
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n",
            self.port,
            body.len()
        );
        stream
            .write_all((head + &body).as_bytes())
            .expect("it reads");
        let mut reader = BufReader::new(stream);
        let length = content_length(&mut reader);
        let mut body = vec![0; length];
        reader.read_exact(&mut body).expect("a whole answer");
        let answer: Value = serde_json::from_slice(&body).expect("an answer in JSON");
        let error = &answer["value"]["error"];
        assert!(
            error.is_null(),
            "{method} {path}: {}",
            answer["value"]["message"]
        );
        answer["value"].clone()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The browser is the driver's child, and ends with its session; a failing test may have lost it.
        if !self.session.is_empty() && !std::thread::panicking() {
            self.send(
                "DELETE",
                &format!("/session/{}", self.session),
                &Value::Null,
            );
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
        let _ = std::fs::remove_dir_all(&self.profile);
    }
}

/// Something on a page.
pub(crate) struct Element<'a> {
    browser: &'a Browser,
    id: String,
}

impl<'a> Element<'a> {
    fn new(browser: &'a Browser, found: &Value) -> Self {
        let id = text(&found[ELEMENT]);
        Self { browser, id }
    }

    pub(crate) fn click(&self) {
        self.browser
            .post(&format!("/element/{}/click", self.id), &json!({}));
    }

    /// Types at the element.
    pub(crate) fn keys(&self, keys: &str) {
        self.browser.post(
            &format!("/element/{}/value", self.id),
            &json!({"text": keys}),
        );
    }

    /// The text that a person sees.
    pub(crate) fn text(&self) -> String {
        self.ask("text")
    }

    pub(crate) fn attribute(&self, name: &str) -> String {
        self.ask(&format!("attribute/{name}"))
    }

    /// What assistive technology calls it.
    pub(crate) fn label(&self) -> String {
        self.ask("computedlabel")
    }

    /// What assistive technology takes it for.
    pub(crate) fn role(&self) -> String {
        self.ask("computedrole")
    }

    fn ask(&self, what: &str) -> String {
        text(&self.browser.get(&format!("/element/{}/{what}", self.id)))
    }
}

/// A string, or nothing.
fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn capabilities(profile: &std::path::Path) -> Value {
    let profile = format!("--user-data-dir={}", profile.display());
    json!({"capabilities": {"alwaysMatch": {
        "browserName": "chrome",
        // An element is waited for by the driver, for as long as a slow machine may need.
        "timeouts": {"implicit": 20_000},
        "goog:chromeOptions": {
            "args": [
                // The tests may run as root, in a container without its own sandbox for browsers.
                "--no-sandbox", "--headless", "--disable-gpu", "--disable-dev-shm-usage",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--no-first-run", "--window-size=800,1100", profile,
            ],
            "prefs": {"profile.managed_default_content_settings.javascript": 2},
        },
    }}})
}

/// Reads the driver's port, and leaves a thread to empty the pipe after it.
fn port(driver: &mut Child) -> u16 {
    let stdout = driver.stdout.take().expect("a pipe");
    let mut lines = BufReader::new(stdout).lines().map_while(Result::ok);
    let port = lines
        .find_map(|line| line.split_once(READY)?.1.trim_end_matches('.').parse().ok())
        .expect("chromedriver says its port");
    // Ends with the process: its end closes the pipe.
    std::thread::spawn(move || lines.for_each(drop));
    port
}

/// Reads the head of an answer.
fn content_length(reader: &mut impl BufRead) -> usize {
    let mut length = 0;
    for line in reader.lines() {
        let line = line.expect("a head").to_ascii_lowercase();
        if line.is_empty() {
            break;
        }
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().expect("a number");
        }
    }
    length
}
