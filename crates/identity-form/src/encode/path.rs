//! Paths: where in the output the name of an object or a list stands.
//!
//! A name is written when its value begins, and taken back if the value writes nothing. The first member
//! goes on behind the name of its owner, the others copy it from there: no path is kept beside the output.

/// Where the name of one value stands in the output.
#[derive(Clone, Copy)]
pub(super) struct Path {
    /// Where it begins.
    pub(super) start: usize,
    /// Where it ends.
    pub(super) end: usize,
    /// How many names there are in it.
    pub(super) depth: usize,
}

impl Path {
    /// Where a member's name begins that was written behind what is `mark` long: the first member's where
    /// its owner's does, the others' behind a `&`.
    #[inline]
    pub(super) const fn of_member(&self, mark: usize) -> usize {
        if mark == self.end {
            self.start
        } else {
            mark + 1
        }
    }

    /// How many bytes it has.
    #[inline]
    pub(super) const fn length(&self) -> usize {
        self.end - self.start
    }
}
