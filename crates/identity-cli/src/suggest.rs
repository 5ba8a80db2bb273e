//! "Did you mean": the known word that is nearest to what was typed.

/// The known word that `typed` is a misspelling of, if it is near enough to one.
pub(crate) fn nearest<'a>(typed: &str, known: &[&'a str]) -> Option<&'a str> {
    let typed: Vec<char> = typed.to_lowercase().replace('-', "_").chars().collect();
    known
        .iter()
        .map(|word| (distance(&typed, &word.chars().collect::<Vec<_>>()), *word))
        .filter(|(distance, word)| *distance <= word.len().div_ceil(3) && *distance < word.len())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, word)| word)
}

/// `must be a, b or c`, and which of them may have been meant.
pub(crate) fn one_of(typed: &str, known: &[&str]) -> String {
    let names = match known {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    };
    match nearest(typed, known) {
        Some(meant) => format!("must be {names} (did you mean {meant}?)"),
        None => format!("must be {names}"),
    }
}

/// How many characters to insert, delete, replace, or swap with their neighbour, to get from one to the
/// other. Words that differ much in length are far apart whatever they hold, so long input costs nothing.
fn distance(from: &[char], to: &[char]) -> usize {
    if from.len().abs_diff(to.len()) > to.len() {
        return usize::MAX;
    }
    let mut above = vec![0; to.len() + 1];
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, b) in to.iter().enumerate() {
            let replaced = row[j] + usize::from(a != b);
            let mut best = replaced.min(row[j + 1] + 1).min(next[j] + 1);
            if i > 0 && j > 0 && *a == to[j - 1] && from[i - 1] == *b {
                best = best.min(above[j - 1] + 1);
            }
            next.push(best);
        }
        above = std::mem::replace(&mut row, next);
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelling_finds_its_word() {
        let known = [
            "document",
            "id_number",
            "driving_license",
            "passport",
            "id_card",
        ];
        for (typed, meant) in [
            ("documnet", Some("document")),
            ("Document", Some("document")),
            ("id-number", Some("id_number")),
            ("idnumber", Some("id_number")),
            ("passprot", Some("passport")),
            ("driver_license", Some("driving_license")),
            ("selfie", None),
            ("", None),
        ] {
            assert_eq!(nearest(typed, &known), meant, "{typed}");
        }
        assert_eq!(nearest(&"x".repeat(1 << 20), &known), None);
    }

    #[test]
    fn a_choice_names_all_and_the_nearest() {
        assert_eq!(one_of("x", &["a"]), "must be a");
        assert_eq!(
            one_of("jsn", &["json", "table"]),
            "must be json or table (did you mean json?)"
        );
    }
}
