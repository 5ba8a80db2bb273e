//! [`Writer`]: the thread that writes, and the tickets by which answers wait for it.

use std::io;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use tokio::sync::watch;

use super::DataError;

/// The number of a batch, from 1 on; an answer waits until it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Ticket(u64);

/// Hands batches to the thread that writes them. Dropping it waits until all of them are written.
#[derive(Debug)]
pub(crate) struct Writer<T> {
    queue: Mutex<Queue<T>>,
    progress: watch::Receiver<Progress>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug)]
struct Queue<T> {
    /// `None` when the writer is being dropped.
    batches: Option<Sender<T>>,
    /// How many batches went in.
    count: u64,
}

/// How far the thread has come.
#[derive(Clone, Debug, Default)]
struct Progress {
    written: u64,
    /// The last attempt, if it failed: what it came to, and why.
    failed: Option<(u64, Arc<DataError>)>,
}

impl<T: Default + Send + 'static> Writer<T> {
    /// Starts the thread, which writes batches by `write`: all of those it is given, or none.
    pub(crate) fn start(
        write: impl FnMut(&[T]) -> Result<(), DataError> + Send + 'static,
    ) -> io::Result<Self> {
        let (batches, handed) = mpsc::channel();
        let (report, progress) = watch::channel(Progress::default());
        let thread = std::thread::Builder::new()
            .name("sandbox-data".to_owned())
            .spawn(move || run(write, &handed, &report))?;
        Ok(Self {
            queue: Mutex::new(Queue {
                batches: Some(batches),
                count: 0,
            }),
            progress,
            thread: Some(thread),
        })
    }

    /// Hands a batch over. To be called under the lock that made the changes, so that batches come in the
    /// order of what happened.
    pub(crate) fn hand_over(&self, batch: T) -> Ticket {
        let mut queue = lock(&self.queue);
        queue.count += 1;
        if let Some(batches) = &queue.batches {
            // A thread that is gone has left a failure, which whoever waits is told.
            let _ = batches.send(batch);
        }
        Ticket(queue.count)
    }

    /// The last batch that was handed over: who waits for it has seen nothing that could be lost.
    pub(crate) fn last(&self) -> Ticket {
        Ticket(lock(&self.queue).count)
    }

    /// Waits until this batch and all before it are on the disk. A failure is tried again by the next who
    /// asks: room may have been made.
    pub(crate) async fn written(&self, ticket: Ticket) -> Result<(), Arc<DataError>> {
        let mut progress = self.progress.clone();
        let now = progress.borrow_and_update().clone();
        if now.written >= ticket.0 {
            return Ok(());
        }
        let ticket = match now.failed {
            Some((failed, _)) if failed >= ticket.0 => self.hand_over(T::default()),
            _ => ticket,
        };
        let ended = |progress: &Progress| {
            let failed = progress.failed.as_ref();
            progress.written >= ticket.0 || failed.is_some_and(|(number, _)| *number >= ticket.0)
        };
        let Ok(progress) = progress.wait_for(ended).await else {
            return Err(Arc::new(DataError::Io(io::ErrorKind::BrokenPipe.into())));
        };
        match &progress.failed {
            Some((_, error)) if progress.written < ticket.0 => Err(Arc::clone(error)),
            _ => Ok(()),
        }
    }
}

/// A number and a sender: nothing that a panic elsewhere could leave half done.
fn lock<T>(queue: &Mutex<Queue<T>>) -> MutexGuard<'_, Queue<T>> {
    queue.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<T> Drop for Writer<T> {
    fn drop(&mut self) {
        lock(&self.queue).batches = None;
        if let Some(thread) = self.thread.take() {
            // It panics nowhere; if it did, there is nothing left to wait for.
            let _ = thread.join();
        }
    }
}

/// Writes whatever has come together, until nobody is left to hand anything over.
fn run<T>(
    mut write: impl FnMut(&[T]) -> Result<(), DataError>,
    handed: &Receiver<T>,
    report: &watch::Sender<Progress>,
) {
    let mut pending = Vec::new();
    let mut written = 0;
    while let Ok(batch) = handed.recv() {
        pending.push(batch);
        pending.extend(handed.try_iter());
        let number = written + pending.len() as u64;
        let outcome = write(&pending);
        if outcome.is_ok() {
            written = number;
            pending.clear();
        }
        report.send_modify(|progress| {
            progress.written = written;
            progress.failed = outcome.err().map(|error| (number, Arc::new(error)));
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn answers_wait_for_their_batch_and_those_before_it() {
        let (go, gate) = mpsc::channel::<()>();
        let written = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&written);
        let writer = Writer::start(move |batches: &[Vec<u8>]| {
            let _ = gate.recv();
            seen.lock().unwrap().push(batches.len());
            Ok(())
        })
        .unwrap();
        let tickets = [(); 5].map(|()| writer.hand_over(Vec::new()));
        assert_eq!(writer.last(), tickets[4]);
        let last = writer.written(tickets[4]);
        let waits = tokio::time::timeout(std::time::Duration::from_millis(1), last);
        assert!(waits.await.is_err(), "nothing is written yet");
        drop(go);
        writer.written(tickets[4]).await.unwrap();
        writer.written(tickets[0]).await.unwrap();
        let written = written.lock().unwrap();
        assert_eq!(written.iter().sum::<usize>(), 5);
        assert!(written.len() <= 5);
    }

    #[tokio::test]
    async fn what_failed_is_told_kept_and_tried_again() {
        let room = Arc::new(std::sync::atomic::AtomicBool::new(false));
        let has_room = Arc::clone(&room);
        let written = Arc::new(Mutex::new(0));
        let count = Arc::clone(&written);
        let writer = Writer::start(move |batches: &[Vec<u8>]| {
            if !has_room.load(std::sync::atomic::Ordering::SeqCst) {
                return Err(io::Error::from(io::ErrorKind::StorageFull).into());
            }
            *count.lock().unwrap() += batches.iter().map(Vec::len).sum::<usize>();
            Ok(())
        })
        .unwrap();
        for _ in 0..3 {
            let ticket = writer.hand_over(vec![1]);
            let error = writer.written(ticket).await.unwrap_err();
            assert!(matches!(*error, DataError::Full(_)), "{error:?}");
        }
        room.store(true, std::sync::atomic::Ordering::SeqCst);
        // Whoever asks next is told the truth of now, and nothing was lost.
        writer.written(writer.last()).await.unwrap();
        assert_eq!(*written.lock().unwrap(), 3);
    }

    #[test]
    fn dropping_it_waits_for_what_was_handed_over() {
        let written = Arc::new(Mutex::new(0));
        let count = Arc::clone(&written);
        let writer = Writer::start(move |batches: &[Vec<u8>]| {
            *count.lock().unwrap() += batches.len();
            Ok(())
        })
        .unwrap();
        for _ in 0..100 {
            writer.hand_over(Vec::new());
        }
        drop(writer);
        assert_eq!(*written.lock().unwrap(), 100);
    }
}
