//! Execute: the syntax of its arguments (core §6.3.5).

use coap::{ContentFormat, IncomingRequest};
use objects::{ObjectTree, ResourcePath};

use crate::access::{Grants, Need};
use crate::outcome::Outcome;

/// The arguments of an Execute of a resource that exists and is executable.
pub(crate) fn arguments(
    request: &IncomingRequest,
    path: ResourcePath,
    tree: &ObjectTree,
    grants: &Grants,
) -> Result<String, Outcome> {
    let object = tree.object(path.object).ok_or(Outcome::NotFound)?;
    let instance = object.instance(path.instance).ok_or(Outcome::NotFound)?;
    grants.permit(Need::Execute, path.object, path.instance)?;
    let def = object.def().resource(path.resource).ok_or(Outcome::NotFound)?;
    instance.resource(path.resource).ok_or(Outcome::NotFound)?;
    if !def.operations.executable() {
        return Err(Outcome::MethodNotAllowed);
    }
    match request.content_format {
        Some(ContentFormat::TEXT) | None => {}
        Some(_) => return Err(Outcome::UnsupportedFormat),
    }
    let text = std::str::from_utf8(&request.payload).map_err(|_| Outcome::BadRequest)?;
    if valid(text) {
        Ok(text.to_owned())
    } else {
        Err(Outcome::BadRequest)
    }
}

/// `arg *("," arg)` with `arg = DIGIT ["=" "'" *CHAR "'"]`, each digit once. Spaces within the quotes are
/// tolerated, because the specification's own example has them.
fn valid(text: &str) -> bool {
    if text.is_empty() {
        return true;
    }
    let mut seen = [false; 10];
    let mut rest = text;
    loop {
        let Some(digit) = rest.chars().next().and_then(|c| c.to_digit(10)) else {
            return false;
        };
        match seen.get_mut(digit as usize) {
            Some(seen) if !*seen => *seen = true,
            Some(_) | None => return false,
        }
        rest = rest.get(1..).unwrap_or_default();
        if let Some(quoted) = rest.strip_prefix("='") {
            let Some((value, behind)) = quoted.split_once('\'') else {
                return false;
            };
            if !value
                .chars()
                .all(|c| matches!(c, ' '..='~') && c != '"' && c != '\\')
            {
                return false;
            }
            rest = behind;
        }
        match rest.strip_prefix(',') {
            Some(next) => rest = next,
            None => return rest.is_empty(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // OMA LwM2M core 1.2.1 §6.3.5, the examples and the grammar.
    #[test]
    fn arguments_follow_the_grammar_of_the_specification() {
        for text in [
            "",
            "5",
            "2='10.3'",
            "7,0='https://www.omaspecworks.org'",
            "0,1,2,3,4",
            "0='a b'",
        ] {
            assert!(valid(text), "{text}");
        }
        for text in [
            "a", "10", "1,", ",1", "1='x", "1=x", "1,1", "1='a'2", "0='\"'", "é", "1='é'",
        ] {
            assert!(!valid(text), "{text}");
        }
    }
}
