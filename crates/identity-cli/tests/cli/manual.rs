//! Manual pages, of every command: the sections that readers look for, in their order, and nothing that
//! mandoc complains of.

use std::process::Command;

use identity_cli::Exit;

use crate::goldens::names_of;
use crate::support::{Scratch, golden, line};

/// What stands in a page, and where: the order of man-pages(7).
const ORDER: [&str; 11] = [
    "NAME",
    "SYNOPSIS",
    "DESCRIPTION",
    "COMMANDS",
    "OPTIONS",
    "\"GLOBAL OPTIONS\"",
    "\"EXIT STATUS\"",
    "ENVIRONMENT",
    "FILES",
    "EXAMPLES",
    "\"SEE ALSO\"",
];

#[test]
fn every_page_has_its_sections_in_order_and_is_clean() {
    let described = line("--describe", &[]).json();
    let mut names = Vec::new();
    names_of(&described["command"], &mut names);
    let scratch = Scratch::new("man");
    let mut pages = Vec::new();
    for name in &names {
        let words = name.strip_prefix("identity").unwrap();
        let ran = line(&format!("man {words}"), &[]);
        assert_eq!((ran.exit, ran.stderr.as_str()), (Exit::Ok, ""), "{name}");
        let sections: Vec<&str> = ran
            .stdout
            .lines()
            .filter_map(|line| line.strip_prefix(".SH "))
            .collect();
        let known: Vec<&str> = ORDER
            .into_iter()
            .filter(|section| sections.contains(section))
            .collect();
        assert_eq!(sections, known, "{name}");
        let is_command = ran.stdout.contains(".SH \"EXIT STATUS\"");
        let is_group = ran.stdout.contains(".SH COMMANDS");
        assert!(is_command != is_group || words.is_empty(), "{name}");
        assert!(!ran.stdout.contains("\n\n"), "{name}: a flag without words");
        let file = format!("{}.1", name.replace(' ', "-"));
        pages.push(scratch.write(&file, &ran.stdout));
    }
    let lint = Command::new("mandoc")
        .args(["-T", "lint", "-W", "warning"])
        .args(&pages)
        .output()
        .expect("mandoc is there; cargo xtask test installs it");
    let said = String::from_utf8_lossy(&lint.stdout).into_owned();
    let complaints: Vec<&str> = said
        .lines()
        // A page is the same whenever it is made.
        .filter(|line| !line.contains("missing date"))
        // It looks for the other pages where pages are installed.
        .filter(|line| !line.contains("referenced manual not found"))
        .collect();
    assert!(complaints.is_empty(), "{complaints:#?}");
}

/// As somebody reads it.
#[test]
fn a_page_reads_well() {
    let scratch = Scratch::new("man-page");
    for name in ["session_wait", "sandbox"] {
        let ran = line(&format!("man {}", name.replace('_', " ")), &[]);
        let page = scratch.write("page.1", &ran.stdout);
        let shown = Command::new("mandoc")
            .args(["-T", "ascii", "-O", "width=90", &page])
            .output()
            .expect("mandoc is there; cargo xtask test installs it");
        let shown = String::from_utf8(shown.stdout).unwrap();
        golden(&format!("man_{name}.txt"), &plain(&shown));
    }
}

#[test]
fn a_page_of_nothing_is_refused() {
    let ran = line("man session creat", &[]);
    assert_eq!(ran.exit, Exit::Usage);
    assert!(
        ran.stderr.ends_with("(did you mean create?)\n"),
        "{}",
        ran.stderr
    );
}

/// Without the strokes over strokes that a printer made bold and underlined letters of.
fn plain(text: &str) -> String {
    let mut shown = String::new();
    for letter in text.chars() {
        if letter == '\u{8}' {
            shown.pop();
        } else {
            shown.push(letter);
        }
    }
    shown
}
