//! Many calls, and how many there were in a second.

use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use crate::BoxError;

/// How many calls at a time, and for how long.
#[derive(Clone, Copy)]
pub struct Plan {
    /// Each makes one call after another.
    pub tasks: usize,
    /// How long is counted, after a fifth as long that is not.
    pub time: Duration,
}

/// Makes calls by `call`; the first that fails ends all.
pub async fn run<F>(plan: Plan, call: impl Fn() -> F) -> Result<f64, BoxError>
where
    F: Future<Output = Result<(), BoxError>> + Send + 'static,
{
    // Connections are open then, and the code is warm.
    calls(plan.tasks, plan.time / 5, &call).await?;
    let start = Instant::now();
    let count = calls(plan.tasks, plan.time, &call).await?;
    Ok(count as f64 / start.elapsed().as_secs_f64())
}

async fn calls<F>(tasks: usize, time: Duration, call: &impl Fn() -> F) -> Result<u64, BoxError>
where
    F: Future<Output = Result<(), BoxError>> + Send + 'static,
{
    let end = Instant::now() + time;
    let mut count = 0;
    let mut open: JoinSet<_> = (0..tasks).map(|_| call()).collect();
    while let Some(done) = open.join_next().await {
        done??;
        count += 1;
        if Instant::now() < end {
            open.spawn(call());
        }
    }
    Ok(count)
}
