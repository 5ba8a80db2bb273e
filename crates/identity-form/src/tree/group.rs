//! Named members in the order of arrival, found in constant time however many there are.

use std::borrow::Cow;
use std::collections::HashMap;

use super::Node;

/// Up to here a look through the names is cheaper than a hash.
const SCANNED: usize = 12;

/// The members of an object.
#[derive(Default)]
pub(crate) struct Group<'a> {
    members: Vec<(Cow<'a, str>, Node<'a>)>,
    /// Name to place in `members`; empty while there are at most `SCANNED`. The hash is keyed at
    /// random, so that no form can be made whose names collide.
    places: Option<HashMap<Cow<'a, str>, usize>>,
}

impl<'a> Group<'a> {
    pub(crate) fn len(&self) -> usize {
        self.members.len()
    }

    pub(crate) fn entries(&self) -> impl Iterator<Item = (&str, &Node<'a>)> {
        self.members
            .iter()
            .map(|(name, node)| (name.as_ref(), node))
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Node<'a>> {
        self.place(name).map(|place| &self.members[place].1)
    }

    /// The member of that name, made by `make` if there is none yet.
    pub(crate) fn get_or_insert(
        &mut self,
        name: Cow<'a, str>,
        make: impl FnOnce() -> Node<'a>,
    ) -> &mut Node<'a> {
        let place = match self.place(&name) {
            Some(place) => place,
            None => self.insert(name, make()),
        };
        &mut self.members[place].1
    }

    fn place(&self, name: &str) -> Option<usize> {
        match &self.places {
            Some(places) => places.get(name).copied(),
            None => self.members.iter().position(|(known, _)| known == name),
        }
    }

    fn insert(&mut self, name: Cow<'a, str>, node: Node<'a>) -> usize {
        let place = self.members.len();
        if let Some(places) = &mut self.places {
            places.insert(name.clone(), place);
        }
        self.members.push((name, node));
        if self.places.is_none() && self.members.len() > SCANNED {
            let names = self.members.iter().map(|(name, _)| name.clone());
            self.places = Some(names.zip(0..).collect());
        }
        place
    }
}
