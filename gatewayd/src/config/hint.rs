//! Guesses what was meant by a word that is not understood.

/// The candidate closest to `word`, when one is close enough to be meant.
pub(super) fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = plain(word);
    let is_long = word.len() >= 3;
    let slips = if is_long { 1.max(word.len() / 3) } else { 0 };
    candidates
        .into_iter()
        .map(|candidate| (distance(&word, &plain(candidate)), candidate))
        .filter(|(distance, candidate)| {
            *distance <= slips || (is_long && plain(candidate).starts_with(&word))
        })
        .min()
        .map(|(_, candidate)| candidate)
}

/// `did you mean ..?`, or the words there are.
pub(super) fn help(word: &str, candidates: &[&str]) -> Option<String> {
    if let Some(meant) = closest(word, candidates.iter().copied()) {
        return Some(format!("did you mean `{meant}`?"));
    }
    let mut candidates: Vec<String> = candidates.iter().map(|word| format!("`{word}`")).collect();
    candidates.sort();
    match candidates.as_slice() {
        [] => None,
        [only] => Some(format!("{only} is understood here")),
        [others @ .., last] => Some(format!("{} and {last} are understood here", others.join(", "))),
    }
}

/// Case and the choice of separator are the most common slips; they cost nothing.
fn plain(word: &str) -> Vec<char> {
    word.chars()
        .flat_map(char::to_lowercase)
        .map(|c| if c == '_' { '-' } else { c })
        .collect()
}

/// How many insertions, removals, replacements and swaps of neighbours lead from `a` to `b`
/// (optimal string alignment).
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for (i, &from) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, &to) in b.iter().enumerate() {
            let mut best = (above[j + 1] + 1)
                .min(row[j] + 1)
                .min(above[j] + usize::from(from != to));
            if i > 0 && j > 0 && from == b[j - 1] && a[i - 1] == to {
                best = best.min(before[j - 1] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut above, row);
    }
    above[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: [&str; 5] = ["port", "baud-rate", "parity", "timeout", "type"];

    #[test]
    fn a_slip_leads_to_the_key_that_was_meant() {
        for (slip, meant) in [
            ("baudrate", "baud-rate"),
            ("baud_rate", "baud-rate"),
            ("Port", "port"),
            ("praity", "parity"),
            ("timout", "timeout"),
            ("baud", "baud-rate"),
        ] {
            assert_eq!(closest(slip, KEYS), Some(meant), "{slip}");
        }
    }

    #[test]
    fn a_foreign_word_leads_nowhere_but_to_the_list() {
        assert_eq!(closest("controller", KEYS), None);
        assert_eq!(
            help("x9", &["b", "a", "c"]).as_deref(),
            Some("`a`, `b` and `c` are understood here")
        );
        assert_eq!(help("x9", &[]), None);
    }
}
