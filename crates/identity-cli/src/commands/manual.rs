//! `man`: the page of a command, in the sections and the order that manual pages have.

use clap::Command;
use clap_mangen::Man;
use clap_mangen::roff::{Inline, Roff, bold, italic, roman};

use super::completions::print;
use crate::Exit;
use crate::args;
use crate::args::facts;
use crate::args::other::ManArgs;
use crate::failure::{Failure, Usage};
use crate::io::Io;
use crate::output;
use crate::suggest::one_of;

pub(super) fn run(args: &ManArgs, io: &mut Io) -> Result<(), Failure> {
    let mut root = args::command();
    root.build();
    let mut path = Vec::new();
    let mut command = &root;
    for word in &args.command {
        let Some(sub) = command.find_subcommand(word) else {
            let known: Vec<&str> = command.get_subcommands().map(Command::get_name).collect();
            return Err(Usage::new("COMMAND", one_of(word, &known)).into());
        };
        path.push(sub.get_name());
        command = sub;
    }
    let page = page(command, &path).map_err(output::output)?;
    print(io, &page)
}

fn page(command: &Command, path: &[&str]) -> std::io::Result<String> {
    let name = [&["identity"], path].concat().join("-");
    let (examples, words) = taught(command);
    let command = command.clone().display_name(&name);
    let man = man(&command);
    let mut text = Vec::new();
    man.render_name_section(&mut text)?;
    self::man(&brief(command.clone())).render_synopsis_section(&mut text)?;
    man.render_description_section(&mut text)?;
    prose(&words).to_writer(&mut text)?;
    if command.has_subcommands() {
        man.render_subcommands_section(&mut text)?;
    }
    if path.is_empty() || !command.has_subcommands() {
        man.render_options_section(&mut text)?;
    }
    let mut rest = Roff::new();
    references(&mut rest, &command, &path.join(" "));
    if !examples.is_empty() {
        section(&mut rest, "EXAMPLES");
        verbatim(&mut rest, &examples);
    }
    see_also(&mut rest, path);
    rest.to_writer(&mut text)?;
    let page = without_repetition(&String::from_utf8_lossy(&text));
    Ok(title(&name) + &page)
}

/// Without a date: a page is the same whenever it is made. The generator would put the version in its place.
fn title(name: &str) -> String {
    let (name, version) = (name.to_uppercase(), env!("CARGO_PKG_VERSION"));
    format!(".TH {name} 1 \"\" \"identity {version}\" Identity\n")
}

fn man(command: &Command) -> Man {
    // The generator leaves out the words of a flag that the short help leaves out.
    let command = command
        .clone()
        .mut_args(|arg| arg.hide_short_help(false))
        .subcommand_help_heading("COMMANDS");
    Man::new(command)
}

/// The flags that every command has would hide those that make this one.
fn brief(command: Command) -> Command {
    command
        .mut_args(|arg| {
            let is_common =
                arg.is_global_set() || matches!(arg.get_id().as_str(), "help" | "version");
            arg.hide(is_common)
        })
        .subcommand_value_name("COMMAND")
}

/// What stands above the usage in the help: the examples, and the words below them.
fn taught(command: &Command) -> (Vec<String>, Vec<String>) {
    let text = command.get_before_help().map(ToString::to_string);
    let text = text.unwrap_or_default();
    let (examples, words) = text.split_once("\n\n").unwrap_or((&text, ""));
    let examples = examples.lines().filter(|line| *line != "Examples:");
    (
        examples.map(|line| line.trim_start().to_owned()).collect(),
        words.lines().map(str::to_owned).collect(),
    )
}

/// Paragraphs, and between them lines that stand as they are because they are indented.
fn prose(lines: &[String]) -> Roff {
    let mut roff = Roff::new();
    for paragraph in lines
        .split(String::is_empty)
        .filter(|lines| !lines.is_empty())
    {
        roff.control("PP", []);
        let is_prose = |line: &&String| !line.starts_with("  ");
        let words: Vec<&str> = paragraph
            .iter()
            .take_while(is_prose)
            .map(String::as_str)
            .collect();
        roff.text([roman(words.join("\n"))]);
        let code: Vec<String> = paragraph
            .iter()
            .skip_while(is_prose)
            .map(|line| line.trim_start().to_owned())
            .collect();
        if !code.is_empty() {
            roff.control("PP", []);
            verbatim(&mut roff, &code);
        }
    }
    roff
}

fn section(roff: &mut Roff, name: &str) {
    roff.control("SH", [name]);
}

fn verbatim(roff: &mut Roff, lines: &[String]) {
    roff.control("nf", []);
    for line in lines {
        roff.text([roman(line.as_str())]);
    }
    roff.control("fi", []);
}

/// Exit codes, variables and files.
fn references(roff: &mut Roff, command: &Command, path: &str) {
    if command.has_subcommands() && !path.is_empty() {
        return;
    }
    section(roff, "EXIT STATUS");
    if path == "sandbox run" {
        item(
            roff,
            [bold("N")],
            "what the command ended with; 126 and 127 if it cannot be started",
        );
    }
    for exit in facts::exits(path) {
        item(roff, [bold(exit.code().to_string())], exit.meaning());
    }
    if path.is_empty() {
        item(roff, [bold("N")], Exit::Child(0).meaning());
    }
    section(roff, "ENVIRONMENT");
    for variable in facts::variables(path) {
        item(roff, [bold(variable.name)], variable.meaning);
    }
    if args::reads_the_configuration(path) {
        section(roff, "FILES");
        item(
            roff,
            [italic("~/.config/identity/config.toml")],
            "the configuration, a table for each profile; refused while others can read it",
        );
    }
}

fn item(roff: &mut Roff, name: impl Into<Vec<Inline>>, words: &str) {
    roff.control("TP", []).text(name).text([roman(words)]);
}

fn see_also(roff: &mut Roff, path: &[&str]) {
    let Some((_, above)) = path.split_last() else {
        return;
    };
    section(roff, "SEE ALSO");
    let mut pages: Vec<Inline> = Vec::new();
    for depth in 0..=above.len() {
        let name = [&["identity"], &above[..depth]].concat().join("-");
        let end = if depth == above.len() { "(1)" } else { "(1), " };
        pages.extend([bold(name), roman(end)]);
    }
    roff.text(pages);
}

/// Each piece begins with the same definition of the apostrophe; one is enough.
fn without_repetition(page: &str) -> String {
    let is_preamble = |line: &str| line.contains(".ds Aq");
    let preamble = page.lines().filter(|line| is_preamble(line)).take(2);
    let rest = page.lines().filter(|line| !is_preamble(line));
    preamble
        .chain(rest)
        .map(|line| format!("{}\n", line.trim_end()))
        .collect()
}
