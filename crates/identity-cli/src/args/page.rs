//! Which part of a list is wanted.

/// How much of a list, and from where: of any list.
#[derive(clap::Args, Default)]
pub(crate) struct ExtentArgs {
    /// At most so many, over as many pages as it takes; 10 if not given
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<String>,

    /// All of them
    #[arg(long)]
    pub(crate) all: bool,

    /// Go on after this one, to older ones
    #[arg(
        long,
        value_name = "ID",
        alias = "starting_after",
        hide_short_help = true
    )]
    pub(crate) starting_after: Option<String>,

    /// Go on before this one, to newer ones
    #[arg(
        long,
        value_name = "ID",
        alias = "ending_before",
        hide_short_help = true
    )]
    pub(crate) ending_before: Option<String>,
}

/// Which part of a list whose objects have times and hidden parts.
#[derive(clap::Args, Default)]
pub(crate) struct PageArgs {
    #[command(flatten)]
    pub(crate) extent: ExtentArgs,

    /// Created since then: 2026-11-01, 2026-11-01T12:00:00Z, or age: 7d
    #[arg(long, value_name = "TIME", alias = "created.gte")]
    pub(crate) since: Option<String>,

    /// Created before
    #[arg(long, value_name = "TIME", alias = "created.lt")]
    pub(crate) until: Option<String>,

    /// Show a hidden part of each too; may be repeated
    #[arg(short, long, value_name = "PATH", hide_short_help = true)]
    pub(crate) expand: Vec<String>,
}
