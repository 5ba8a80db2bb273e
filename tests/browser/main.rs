//! The sandbox's verification page, in a browser that runs no scripts.

// Chromium through chromedriver.
mod driver;
// What a person can do there, and what that does to the session.
mod page;
