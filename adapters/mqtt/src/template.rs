//! Payload templates of commands.

/// Why a text is no payload template.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub(crate) enum TemplateError {
    /// It begins like JSON and would not be JSON.
    #[error("the payload begins like JSON but is not JSON once the value is put in")]
    NotJson,
}

/// A payload with a place for a value.
///
/// `{value}` and `{arguments}` are the places; every other brace stands for itself. In a template that
/// is JSON, the text put in is escaped as the inside of a JSON string, so that no text can change the
/// structure of the payload.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Template {
    parts: Vec<Part>,
    json: bool,
}

#[derive(Clone, Debug, Eq, PartialEq)]
enum Part {
    Literal(String),
    Place,
}

impl Template {
    /// Takes a template apart. `samples` are texts that will be put in; a template that begins like JSON
    /// has to be JSON with each of them.
    ///
    /// # Errors
    /// When it begins like JSON and is none.
    pub(crate) fn parse(text: &str, samples: &[&str]) -> Result<Self, TemplateError> {
        let json = text.trim_start().starts_with(['{', '[']) && !matches!(text, "{value}" | "{arguments}");
        let template = Self {
            parts: parts(text),
            json,
        };
        let is_json =
            |sample: &&str| serde_json::from_str::<serde::de::IgnoredAny>(&template.render(sample)).is_ok();
        if json && !samples.iter().all(is_json) {
            return Err(TemplateError::NotJson);
        }
        Ok(template)
    }

    /// Whether there is a place for a value at all.
    #[must_use]
    pub(crate) fn has_place(&self) -> bool {
        self.parts.contains(&Part::Place)
    }

    /// The payload with `text` put in.
    #[must_use]
    pub(crate) fn render(&self, text: &str) -> String {
        let escaped = if self.json { escape(text) } else { text.to_owned() };
        self.parts
            .iter()
            .map(|part| match part {
                Part::Literal(literal) => literal.as_str(),
                Part::Place => escaped.as_str(),
            })
            .collect()
    }
}

fn parts(mut text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    while let Some((at, length)) = next_place(text) {
        parts.push(Part::Literal(text[..at].to_owned()));
        parts.push(Part::Place);
        text = &text[at + length..];
    }
    parts.push(Part::Literal(text.to_owned()));
    parts
}

/// Where the next place begins and how long it is.
fn next_place(text: &str) -> Option<(usize, usize)> {
    ["{value}", "{arguments}"]
        .iter()
        .filter_map(|place| text.find(place).map(|at| (at, place.len())))
        .min()
}

/// The inside of the JSON string for `text` (RFC 8259 §7).
fn escape(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn render(template: &str, text: &str) -> String {
        Template::parse(template, &[])
            .expect("the template is good")
            .render(text)
    }

    #[test]
    fn the_value_goes_where_its_place_is() {
        // Zigbee2MQTT documentation, "MQTT Topics and Messages": zigbee2mqtt/FRIENDLY_NAME/set.
        assert_eq!(render("{\"state\": \"{value}\"}", "ON"), "{\"state\": \"ON\"}");
        // Tasmota documentation, "MQTT": cmnd/%topic%/Power.
        assert_eq!(render("{value}", "ON"), "ON");
        assert_eq!(render("on,{arguments}", "60"), "on,60");
        assert_eq!(render("PRESS", "ignored"), "PRESS");
        assert_eq!(render("{value} {value}", "1"), "1 1");
    }

    #[test]
    fn braces_that_are_no_place_stand_for_themselves() {
        assert_eq!(render("a {b} {", "x"), "a {b} {");
        assert_eq!(
            render(
                "{\"id\":1,\"method\":\"Switch.Set\",\"params\":{\"id\":0,\"on\":{value}}}",
                "true"
            ),
            "{\"id\":1,\"method\":\"Switch.Set\",\"params\":{\"id\":0,\"on\":true}}"
        );
    }

    #[test]
    fn a_text_cannot_change_the_structure_of_a_json_payload() {
        assert_eq!(
            render("{\"text\":\"{value}\"}", "a\",\"state\":\"ON"),
            "{\"text\":\"a\\\",\\\"state\\\":\\\"ON\"}"
        );
        assert_eq!(render("{value}", "say \"no\""), "say \"no\"");
        assert_eq!(
            render("{\"text\":\"{value}\"}", "{value}"),
            "{\"text\":\"{value}\"}"
        );
    }

    #[test]
    fn a_payload_that_begins_like_json_must_be_json() {
        let error = Template::parse("{\"on\":{value}}", &["ON"]);
        assert_eq!(error, Err(TemplateError::NotJson));
        assert!(Template::parse("{\"on\":{value}}", &["true", "false"]).is_ok());
        assert_eq!(
            Template::parse("{\"on\":\"{value}\"", &["ON"]),
            Err(TemplateError::NotJson)
        );
    }
}
